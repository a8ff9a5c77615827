package io.chunkgate.http.change;

import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Routes DELETE, COPY, MOVE and MKCOL. */
public final class ChangeRoutes {
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.DELETE, HttpMethod.COPY, HttpMethod.MOVE, HttpMethod.MKCOL);

    private ChangeRoutes() {}

    /** Whether the method is one of these. */
    public static boolean handles(HttpServerRequest request) {
        return METHODS.contains(request.method());
    }

    /**
     * Handles a request.
     *
     * @param rawName the path after the namespace's prefix, not decoded; may end in a slash
     * @throws RuntimeException for an invalid request, as the routes translate it
     */
    public static void handle(HttpServerRequest request, FileStore store, Namespace namespace, String rawName) {
        Changes.requireNoBody(request);
        String entry = RequestPath.decodeEntry(rawName);
        if (entry.isEmpty()) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "name", "''", "the name of a file or folder with " + request.method());
        }
        FileName name = FileName.of(entry);
        if (request.method().equals(HttpMethod.MKCOL)) {
            FolderHandler.create(request, store, namespace, name);
        } else if (!request.method().equals(HttpMethod.DELETE)) {
            CopyHandler.handle(request, store, namespace, name);
        } else if (rawName.endsWith("/")) {
            FolderHandler.delete(request, store, namespace, FolderName.of(name));
        } else {
            DeleteHandler.handle(request, store, namespace, name);
        }
    }
}
