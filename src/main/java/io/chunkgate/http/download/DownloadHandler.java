package io.chunkgate.http.download;

import io.chunkgate.http.listing.FolderRedirect;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;

/** Answers GET and HEAD of a file. */
public final class DownloadHandler {

    private final ServerContext context;
    private final Precompressed variants;
    private final WantedDigest digests;
    private final FolderRedirect folders;
    private final FileResponse responses;

    public DownloadHandler(ServerContext context) {
        this.context = context;
        variants = new Precompressed(context.store());
        digests = new WantedDigest(context.store());
        folders = new FolderRedirect(context.store());
        responses = new FileResponse(context);
    }

    public void handle(HttpServerRequest request, DownloadRequest asked, FileName name) {
        variants.choose(name, asked.codings()).onSuccess(variant -> send(request, asked, variant));
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
                    .onSuccess(plan -> responses.sendHead(request, asked, plan))
                    .onFailure(cause -> folders.respond(request, variant.name(), cause));
        } else {
            context.store()
                    .open(variant.file())
                    .onSuccess(file -> {
                        FileInfo info = WantedDigest.complete(file.info(), digested);
                        responses.send(request, asked, plan(asked, variant, info), file);
                    })
                    .onFailure(cause -> folders.respond(request, variant.name(), cause));
        }
    }

    private DownloadPlan plan(DownloadRequest asked, Variant variant, FileInfo info) {
        return DownloadPlan.of(asked, variant.of(info), context.config().http(), Instant.now());
    }
}
