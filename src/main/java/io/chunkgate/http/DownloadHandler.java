package io.chunkgate.http;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.ByteRange;
import io.chunkgate.transfer.ChunkDownload;
import io.chunkgate.transfer.ChunkSink;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Download;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.RegionDownload;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/** Answers GET and HEAD of a file. */
final class DownloadHandler {

    private final DoorContext context;
    private final Precompressed variants;
    private final WantedDigest digests;
    private final FolderRedirect folders;

    DownloadHandler(DoorContext context) {
        this.context = context;
        variants = new Precompressed(context.store());
        digests = new WantedDigest(context.store());
        folders = new FolderRedirect(context.store());
    }

    void handle(HttpServerRequest request, DownloadRequest asked, FileName name) {
        variants.choose(name, asked.codings())
                .onSuccess(variant -> send(request, asked, variant))
                .onFailure(cause -> folders.answer(request, name, cause));
    }

    private void send(HttpServerRequest request, DownloadRequest asked, Variant variant) {
        if (asked.digest()) {
            digests.of(variant.file()).onSuccess(digested -> send(request, asked, variant, digested));
        } else {
            send(request, asked, variant, Optional.empty());
        }
    }

    private void send(HttpServerRequest request, DownloadRequest asked, Variant variant, Optional<FileInfo> digested) {
        if (request.method().equals(HttpMethod.HEAD)) {
            context.store()
                    .stat(variant.file())
                    .map(info -> plan(asked, variant, WantedDigest.complete(info, digested)))
                    .onSuccess(plan -> sendWithoutBody(request, asked, plan))
                    .onFailure(cause -> folders.answer(request, variant.name(), cause));
        } else {
            context.store()
                    .open(variant.file())
                    .onSuccess(file -> {
                        FileInfo info = WantedDigest.complete(file.info(), digested);
                        answer(request, asked, plan(asked, variant, info), file);
                    })
                    .onFailure(cause -> folders.answer(request, variant.name(), cause));
        }
    }

    private DownloadPlan plan(DownloadRequest asked, Variant variant, FileInfo info) {
        return DownloadPlan.of(asked, variant.of(info), context.config().http(), Instant.now());
    }

    private void answer(HttpServerRequest request, DownloadRequest asked, DownloadPlan plan, StoredFile file) {
        if (plan.body() instanceof DownloadPlan.Body.Range body) {
            sendRange(request, plan, file, body.range());
        } else if (plan.body() instanceof DownloadPlan.Body.Ranges body) {
            MultipartFile parts = new MultipartFile(file, body.ranges(), body.framing());
            sendChunks(request, plan, parts, new ByteRange(0, parts.length()));
        } else {
            file.close();
            sendWithoutBody(request, asked, plan);
        }
    }

    private void sendWithoutBody(HttpServerRequest request, DownloadRequest asked, DownloadPlan plan) {
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
        if (content.isPresent()) {
            file.close();
            prepare(request, plan).end(content.get().slice((int) range.start(), (int) range.end()));
        } else if (channel.isPresent() && takesRegions(request)) {
            sendRegions(request, plan, file, channel.get(), range);
        } else {
            sendChunks(request, plan, file, range);
        }
    }

    private void sendRegions(
            HttpServerRequest request, DownloadPlan plan, StoredFile file, FileChannel channel, ByteRange range) {
        Transfer transfer = begin(request, file);
        prepare(request, plan).writeHead();
        HttpRegionSink sink = new HttpRegionSink(request);
        finish(
                request,
                RegionDownload.start(context.vertx(), file, channel, range, sink, transfer, stallTimeoutMillis()));
    }

    private void sendChunks(HttpServerRequest request, DownloadPlan plan, StoredFile file, ByteRange range) {
        Transfer transfer = begin(request, file);
        HttpServerResponse response = prepare(request, plan);
        response.writeHead();
        ChunkSink sink = ChunkSink.plain(response);
        finish(request, ChunkDownload.start(context.vertx(), file, range, 1, sink, transfer, stallTimeoutMillis()));
    }

    private static void finish(HttpServerRequest request, Download download) {
        HttpServerResponse response = request.response();
        response.closeHandler(closed -> download.cancel(Failures.connectionLost()));
        download.done().onSuccess(v -> response.end()).onFailure(cause -> Connections.breakOff(request));
    }

    private Transfer begin(HttpServerRequest request, StoredFile file) {
        return context.transfers()
                .begin(Listener.HTTP.label(), Direction.DOWNLOAD, file.info().name(), Connections.peer(request));
    }

    private long stallTimeoutMillis() {
        return context.config().http().idleTimeoutMs();
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
