package io.chunkgate.http.change;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpServerRequest;

/** MKCOL, and DELETE of a folder (RFC 4918, sections 9.3 and 9.6). */
public final class FolderHandler {
    private FolderHandler() {}

    /** Creates a folder. */
    public static void create(HttpServerRequest request, FileStore store, Namespace namespace, FileName name) {
        String path = namespace.prefix() + RequestPath.encode(name.value()) + "/";
        store.createFolder(FolderName.of(name))
                .onSuccess(created -> request.response()
                        .setStatusCode(201)
                        .putHeader("Location", BasePath.of(request, path))
                        .putHeader("Content-Length", "0")
                        .end())
                .onFailure(cause -> {
                    if (StoreException.hasCode(cause, ErrorCode.ALREADY_EXISTS)) {
                        request.response().putHeader("Allow", "GET, HEAD, DELETE, COPY, MOVE, OPTIONS");
                        new Problem(405, ErrorCode.ALREADY_EXISTS, String.valueOf(cause.getMessage())).send(request);
                    } else {
                        Changes.refuse(request, cause);
                    }
                });
    }

    /**
     * Deletes a folder: an empty one, or with {@code Depth: infinity} everything in it.
     *
     * @throws BadHeaderException for another depth
     */
    public static void delete(HttpServerRequest request, FileStore store, Namespace namespace, FolderName folder) {
        boolean isWhole = isWhole(request, namespace);
        Changes.respond(request, store.deleteFolder(folder, isWhole));
    }

    /**
     * Whether everything in a folder is to be deleted with it.
     *
     * @throws BadHeaderException for another depth
     */
    static boolean isWhole(HttpServerRequest request, Namespace namespace) {
        Depth depth = Depth.of(request.headers()).orElse(namespace.replacesFolders() ? Depth.INFINITY : Depth.ZERO);
        if (depth == Depth.ONE || (namespace.replacesFolders() && depth == Depth.ZERO)) {
            throw new BadHeaderException("Depth", depth == Depth.ONE ? "1" : "0", "infinity");
        }
        return depth == Depth.INFINITY;
    }
}
