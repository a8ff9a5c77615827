package io.chunkgate.http.download;

import io.chunkgate.http.download.Precompressed.Variant;
import io.chunkgate.http.exchange.FolderRedirect;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Handles GET and HEAD of a file. */
public final class DownloadHandler {
    private static final long DIGEST_SECONDS = 5;

    private final ServerContext context;
    private final Precompressed variants;
    private final FolderRedirect folders;
    private final FileResponse responses;

    public DownloadHandler(ServerContext context) {
        this.context = context;
        variants = new Precompressed(context.store());
        folders = new FolderRedirect(context.store());
        responses = new FileResponse(context);
    }

    public void handle(HttpServerRequest request, DownloadRequest download, FileName name) {
        variants.choose(name, download.codings()).onSuccess(variant -> send(request, download, variant));
    }

    private void send(HttpServerRequest request, DownloadRequest download, Variant variant) {
        Future<Optional<FileInfo>> digested =
                download.digest() ? digest(variant.file()) : Future.succeededFuture(Optional.empty());
        digested.onSuccess(info -> send(request, download, variant, info));
    }

    /** The file with its digest; empty if it takes too long. The computation continues, for later requests. */
    private Future<Optional<FileInfo>> digest(FileName file) {
        return context.store()
                .digest(file)
                .timeout(DIGEST_SECONDS, TimeUnit.SECONDS)
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    private void send(
            HttpServerRequest request, DownloadRequest download, Variant variant, Optional<FileInfo> digested) {
        if (request.method().equals(HttpMethod.HEAD)) {
            context.store()
                    .stat(variant.file())
                    .map(info -> plan(download, variant, info, digested))
                    .onSuccess(plan -> responses.sendHead(request, download, plan))
                    .onFailure(cause -> folders.respond(request, variant.name(), cause));
        } else {
            context.store()
                    .open(variant.file())
                    .onSuccess(file ->
                            responses.send(request, download, plan(download, variant, file.info(), digested), file))
                    .onFailure(cause -> folders.respond(request, variant.name(), cause));
        }
    }

    /** Uses the computed digest if it is of the version that was opened. */
    private DownloadPlan plan(DownloadRequest download, Variant variant, FileInfo opened, Optional<FileInfo> digested) {
        FileInfo info =
                digested.filter(other -> other.etag().equals(opened.etag())).orElse(opened);
        Representation representation = new Representation(variant.name(), variant.coding(), info);
        return DownloadPlan.of(download, representation, context.config().http(), Instant.now());
    }
}
