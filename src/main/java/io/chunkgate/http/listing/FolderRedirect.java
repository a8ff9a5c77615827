package io.chunkgate.http.listing;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.Redirect;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpServerRequest;

/** Sends who asked for a folder without the slash at its end to the place where it is listed. */
public final class FolderRedirect {
    private final FileStore store;

    public FolderRedirect(FileStore store) {
        this.store = store;
    }

    /** Answers a request for a file that could not be had: with its place if it is a folder, else with the failure. */
    public void respond(HttpServerRequest request, FileName name, Throwable cause) {
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() != ErrorCode.NOT_FOUND) {
            Problem.ofRead(failure).send(request);
            return;
        }
        store.list(FolderName.of(name), ListQuery.existence())
                .onSuccess(there -> Redirect.permanent(RequestPath.encode(name.lastSegment()) + "/")
                        .send(request))
                .onFailure(missing -> Problem.ofRead(failure).send(request));
    }
}
