package io.chunkgate.http.download;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.IdleTimeoutSuppressor;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
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

/** Sends what is planned for a published file: as bytes in memory, as regions that the kernel copies, or in chunks. */
final class FileResponse {
    private final ServerContext context;

    FileResponse(ServerContext context) {
        this.context = context;
    }

    /** @param file closed by this */
    void send(HttpServerRequest request, DownloadRequest asked, DownloadPlan plan, StoredFile file) {
        if (plan.body() instanceof DownloadPlan.Body.Range body) {
            sendRange(request, plan, file, body.range());
        } else if (plan.body() instanceof DownloadPlan.Body.Ranges body) {
            MultipartFile parts = new MultipartFile(file, body.ranges(), body.framing());
            sendChunks(request, plan, parts, new ByteRange(0, parts.length()));
        } else {
            file.close();
            sendHead(request, asked, plan);
        }
    }

    /** Sends a plan that has no body. */
    void sendHead(HttpServerRequest request, DownloadRequest asked, DownloadPlan plan) {
        HttpServerResponse response = prepare(request, plan);
        switch (plan.status()) {
            case 412 -> Problem.preconditionFailed().send(request);
            case 416 -> Problem.unsatisfiable(asked.shownRange()).send(request);
            default -> response.end();
        }
    }

    private void sendRange(HttpServerRequest request, DownloadPlan plan, StoredFile file, ByteRange range) {
        Optional<Buffer> content = file.content();
        Optional<FileChannel> channel = file.channel();
        if (content.isPresent() && !context.limits().hasRates()) {
            Buffer bytes = content.get().slice((int) range.start(), (int) range.end());
            begin(request, file).onSuccess(transfer -> {
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
        begin(request, file).onSuccess(transfer -> {
            prepare(request, plan).writeHead();
            HttpRegionSink sink = new HttpRegionSink(request);
            finish(
                    request,
                    transfer,
                    RegionDownload.start(context.vertx(), file, channel, range, sink, transfer, minRate()));
        });
    }

    private void sendChunks(HttpServerRequest request, DownloadPlan plan, StoredFile file, ByteRange range) {
        begin(request, file).onSuccess(transfer -> {
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

    /** A refusal is answered, and the file closed. */
    private Future<Transfer> begin(HttpServerRequest request, StoredFile file) {
        return context.begin(Listener.HTTP, Direction.DOWNLOAD, file.info().name(), Connections.requestInfo(request))
                .onFailure(
                        refusal -> file.close().onComplete(closed -> Problem.ofRead(Failures.toStoreException(refusal))
                                .send(request)));
    }

    private MinRate minRate() {
        return context.minDownloadRate(context.config().http().idleTimeoutMs());
    }

    private static HttpServerResponse prepare(HttpServerRequest request, DownloadPlan plan) {
        HttpServerResponse response = request.response().setStatusCode(plan.status());
        plan.headers().forEach(response::putHeader);
        return response;
    }

    /** The kernel can copy to a connection in clear text that carries one response at a time. */
    private static boolean takesRegions(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && !request.isSSL();
    }
}
