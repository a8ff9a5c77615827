package io.chunkgate.http.download;

import io.chunkgate.http.download.Precompressed.Variant;
import io.chunkgate.http.exchange.FolderRedirect;
import io.chunkgate.server.Client;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Handles GET and HEAD of a file. */
public final class DownloadHandler {
    private static final long DIGEST_SECONDS = 5;

    private DownloadHandler() {}

    public static void handle(HttpServerRequest request, Client client, DownloadRequest download, FileName name) {
        FileResponse response = new FileResponse(request, client, download);
        new Precompressed(client.server().vertx(), client.store())
                .choose(name, download.codings())
                .onSuccess(variant ->
                        digest(response, variant.file()).onSuccess(digested -> send(response, variant, digested)));
    }

    /**
     * The file with its digest; empty if it was not requested or takes too long. The computation continues, for later
     * requests.
     */
    private static Future<Optional<FileInfo>> digest(FileResponse response, FileName file) {
        if (!response.requested().digest()) {
            return Future.succeededFuture(Optional.empty());
        }
        return response.client()
                .store()
                .digest(file)
                .timeout(DIGEST_SECONDS, TimeUnit.SECONDS)
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    private static void send(FileResponse response, Variant variant, Optional<FileInfo> digested) {
        HttpServerRequest request = response.request();
        FileStore store = response.client().store();
        Future<?> sent = request.method().equals(HttpMethod.HEAD)
                ? store.stat(variant.file()).onSuccess(info -> sendHead(response, variant, info, digested))
                : store.open(variant.file()).onSuccess(file -> sendFile(response, variant, file, digested));
        sent.onFailure(cause -> FolderRedirect.respond(request, store, variant.name(), cause));
    }

    private static void sendHead(FileResponse response, Variant variant, FileInfo info, Optional<FileInfo> digested) {
        if (variant.isOf(info)) {
            response.sendHead(plan(response, variant, info, digested));
        } else {
            sendPlain(response, variant);
        }
    }

    private static void sendFile(FileResponse response, Variant variant, StoredFile file, Optional<FileInfo> digested) {
        if (variant.isOf(file.info())) {
            response.send(plan(response, variant, file.info(), digested), file);
        } else {
            file.close().onComplete(closed -> sendPlain(response, variant));
        }
    }

    /** Instead of a precompressed file that was replaced since it was verified. */
    private static void sendPlain(FileResponse response, Variant replaced) {
        send(response, Variant.plain(replaced.name()), Optional.empty());
    }

    /** Uses the computed digest if it is of the version that was opened. */
    private static DownloadPlan plan(
            FileResponse response, Variant variant, FileInfo opened, Optional<FileInfo> digested) {
        FileInfo info =
                digested.filter(other -> other.etag().equals(opened.etag())).orElse(opened);
        return response.plan(new Representation(variant.name(), variant.coding(), info));
    }
}
