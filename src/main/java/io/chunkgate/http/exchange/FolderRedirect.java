package io.chunkgate.http.exchange;

import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpServerRequest;

/** Redirects to folders. */
public final class FolderRedirect {
    private FolderRedirect() {}

    /**
     * Responds to a request for a file that could not be opened: redirects {@code /dir} to {@code /dir/} if the name is a
     * folder, else sends the error.
     */
    public static void respond(HttpServerRequest request, FileStore store, FileName name, Throwable cause) {
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() != ErrorCode.NOT_FOUND) {
            Problem.ofRead(failure).send(request);
            return;
        }
        store.list(FolderName.of(name), ListQuery.existence())
                .onSuccess(folder -> send(request, 301, RequestPath.encode(name.lastSegment()) + "/"))
                .onFailure(missing -> Problem.ofRead(failure).send(request));
    }

    /**
     * Redirects a client and passes its query on. Caches must revalidate: a folder of today may be a file tomorrow.
     *
     * @param status   301 or 302
     * @param location relative to the request's path, so that it is right behind a proxy that adds a prefix
     */
    public static void send(HttpServerRequest request, int status, String location) {
        String query = request.query();
        request.response()
                .setStatusCode(status)
                .putHeader("Location", query == null ? location : location + "?" + query)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Length", "0")
                .end();
    }
}
