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

/** Redirects {@code /dir} to {@code /dir/}. */
public final class FolderRedirect {
    private FolderRedirect() {}

    /** Responds to a request for a file that could not be opened: redirects if the name is a folder, else sends the error. */
    public static void respond(HttpServerRequest request, FileStore store, FileName name, Throwable cause) {
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() != ErrorCode.NOT_FOUND) {
            Problem.ofRead(failure).send(request);
            return;
        }
        store.list(FolderName.of(name), ListQuery.existence())
                .onSuccess(folder -> Redirect.send(request, 301, RequestPath.encode(name.lastSegment()) + "/"))
                .onFailure(missing -> Problem.ofRead(failure).send(request));
    }
}
