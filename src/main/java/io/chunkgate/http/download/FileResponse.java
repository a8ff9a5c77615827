package io.chunkgate.http.download;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.InMemoryDownload;
import io.chunkgate.transfer.download.RegionDownload;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Sends a published file: from memory, as regions that the kernel copies, or in chunks. */
final class FileResponse {
    private final ServerContext context;

    FileResponse(ServerContext context) {
        this.context = context;
    }

    /** Sends a plan; closes the file. */
    void send(HttpServerRequest request, DownloadRequest requested, DownloadPlan plan, StoredFile file) {
        if (plan.body() instanceof DownloadPlan.Body.Range body) {
            sendRange(request, plan, file, body.range());
        } else if (plan.body() instanceof DownloadPlan.Body.Ranges body) {
            MultipartFile parts = new MultipartFile(file, body.ranges(), body.framing());
            sendChunks(request, plan, parts, new ByteRange(0, parts.length()));
        } else {
            file.close();
            sendHead(request, requested, plan);
        }
    }

    /** Sends a plan that has no body. */
    void sendHead(HttpServerRequest request, DownloadRequest requested, DownloadPlan plan) {
        HttpServerResponse response = prepare(request, plan);
        switch (plan.status()) {
            case 412 -> Problem.preconditionFailed().send(request);
            case 416 -> Problem.unsatisfiable(requested.shownRange()).send(request);
            default -> response.end();
        }
    }

    private void sendRange(HttpServerRequest request, DownloadPlan plan, StoredFile file, ByteRange range) {
        Optional<Buffer> content = file.cached();
        Optional<FileChannel> channel = file.channel();
        if (content.isPresent() && !context.limits().hasRates()) {
            Buffer bytes = content.get().slice((int) range.start(), (int) range.end());
            begin(request, file, Direction.DOWNLOAD).onSuccess(transfer -> {
                file.close();
                InMemoryDownload.track(
                        file, range, transfer, prepare(request, plan).end(bytes));
            });
        } else if (channel.isPresent() && takesRegions(request)) {
            sendRegions(request, plan, file, channel.get(), range);
        } else {
            sendChunks(request, plan, file, range);
        }
    }

    private void sendRegions(
            HttpServerRequest request, DownloadPlan plan, StoredFile file, FileChannel channel, ByteRange range) {
        begin(request, file, Direction.DOWNLOAD).onSuccess(transfer -> {
            prepare(request, plan).writeHead();
            HttpRegionSink sink = new HttpRegionSink(request);
            finish(
                    request,
                    transfer,
                    RegionDownload.start(context.vertx(), file, channel, range, sink, transfer, minRate()));
        });
    }

    private void sendChunks(HttpServerRequest request, DownloadPlan plan, StoredFile file, ByteRange range) {
        begin(request, file, Direction.DOWNLOAD).onSuccess(transfer -> {
            HttpServerResponse response = prepare(request, plan);
            response.writeHead();
            ChunkSink sink = ChunkSink.plain(response);
            finish(request, transfer, ChunkDownload.start(context.vertx(), file, range, 1, sink, transfer, minRate()));
        });
    }

    private static void finish(HttpServerRequest request, Transfer transfer, Download download) {
        if (transfer.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, download.done());
        }
        HttpServerResponse response = request.response();
        response.closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done().onSuccess(v -> response.end()).onFailure(cause -> Connections.abort(request));
    }

    /** Registers the transfer; if it is refused, closes the file and sends the error. */
    Future<Transfer> begin(HttpServerRequest request, StoredFile file, Direction direction) {
        return context.begin(Listener.HTTP, direction, file.info().name(), RequestInfo.of(request))
                .onFailure(refusal -> file.close()
                        .onComplete(closed -> Problem.ofRead(refusal).send(request)));
    }

    private MinRate minRate() {
        return context.minDownloadRate(context.config().http().idleTimeoutMs());
    }

    static HttpServerResponse prepare(HttpServerRequest request, DownloadPlan plan) {
        HttpServerResponse response = request.response().setStatusCode(plan.status());
        plan.headers().forEach(response::putHeader);
        return response;
    }

    /** The kernel can copy to a clear-text connection with one response at a time. */
    private static boolean takesRegions(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && !request.isSSL();
    }
}
