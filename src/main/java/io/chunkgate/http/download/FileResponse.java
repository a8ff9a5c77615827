package io.chunkgate.http.download;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.Vary;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.server.net.Responses;
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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/** The response to a download: sent from memory, as regions that the kernel copies, or in chunks. */
record FileResponse(HttpServerRequest request, Client client, DownloadRequest requested) {
    DownloadPlan plan(Representation representation) {
        return DownloadPlan.of(
                requested, representation, client.server().config().http(), Instant.now());
    }

    /** Sends a plan; closes the file. */
    void send(DownloadPlan plan, StoredFile file) {
        if (plan.body() instanceof DownloadPlan.Body.Range body) {
            sendRange(plan, file, body.range());
        } else if (plan.body() instanceof DownloadPlan.Body.Ranges body) {
            MultipartFile parts = new MultipartFile(file, body.ranges(), body.framing());
            sendChunks(plan, parts, new ByteRange(0, parts.length()));
        } else {
            file.close();
            sendHead(plan);
        }
    }

    /** Sends a plan that has no body. */
    void sendHead(DownloadPlan plan) {
        HttpServerResponse response = prepare(plan);
        switch (plan.status()) {
            case 412 -> Problem.preconditionFailed().send(request);
            case 416 -> Problem.unsatisfiable(requested.shownRange()).send(request);
            default -> response.end();
        }
    }

    private void sendRange(DownloadPlan plan, StoredFile file, ByteRange range) {
        Optional<Buffer> content = file.cached();
        Optional<FileChannel> channel = file.channel();
        if (content.isPresent() && !client.server().limits().hasRates()) {
            Buffer bytes = content.get().slice((int) range.start(), (int) range.end());
            begin(file, Direction.DOWNLOAD).onSuccess(transfer -> {
                file.close();
                transfer.cancelled().onSuccess(reason -> Responses.abort(request));
                InMemoryDownload.track(file, range, transfer, prepare(plan).end(bytes));
            });
        } else if (channel.isPresent() && takesRegions()) {
            sendRegions(plan, file, channel.get(), range);
        } else {
            sendChunks(plan, file, range);
        }
    }

    private void sendRegions(DownloadPlan plan, StoredFile file, FileChannel channel, ByteRange range) {
        begin(file, Direction.DOWNLOAD).onSuccess(transfer -> {
            prepare(plan).writeHead();
            HttpRegionSink sink = new HttpRegionSink(request, vertx().getOrCreateContext());
            finish(transfer, RegionDownload.start(vertx(), file, channel, range, sink, transfer, minRate()));
        });
    }

    private void sendChunks(DownloadPlan plan, StoredFile file, ByteRange range) {
        begin(file, Direction.DOWNLOAD).onSuccess(transfer -> {
            prepare(plan).writeHead();
            finish(transfer, startChunks(file, range, transfer, minRate()));
        });
    }

    /** Sends the bytes behind the head. */
    Download startChunks(StoredFile file, ByteRange range, Transfer transfer, MinRate minRate) {
        ChunkSink sink = ChunkSink.plain(request.response());
        return ChunkDownload.start(vertx(), file, range, 1, sink, transfer, minRate);
    }

    private void finish(Transfer transfer, Download download) {
        if (transfer.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, download.done());
        }
        HttpServerResponse response = request.response();
        response.closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done().onSuccess(v -> response.end()).onFailure(cause -> Responses.abort(request));
    }

    /** Registers the transfer; if it is refused, closes the file and sends the error. */
    Future<Transfer> begin(StoredFile file, Direction direction) {
        return client.begin(direction, file.info().name()).onFailure(refusal -> file.close()
                .onComplete(closed -> Problem.ofRead(refusal).send(request)));
    }

    private MinRate minRate() {
        return client.server().minDownloadRate(client.server().config().http().idleTimeoutMs());
    }

    private Vertx vertx() {
        return client.server().vertx();
    }

    HttpServerResponse prepare(DownloadPlan plan) {
        HttpServerResponse response = request.response().setStatusCode(plan.status());
        plan.headers().forEach((name, value) -> {
            if (name.equals("Vary")) {
                Vary.add(response, value);
            } else {
                response.putHeader(name, value);
            }
        });
        return response;
    }

    /** The kernel can copy to a clear-text connection with one response at a time. */
    private boolean takesRegions() {
        return request.version() != HttpVersion.HTTP_2 && !request.isSSL();
    }
}
