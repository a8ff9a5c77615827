package io.chunkgate.http.change;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;

/** What a name stands for in the store. */
enum EntryKind {
    FILE,
    FOLDER,
    NONE,
    /** The client may not read it. */
    UNKNOWN;

    static Future<EntryKind> of(FileStore store, FileName name) {
        return store.stat(name)
                .map(FILE)
                .recover(cause -> StoreException.hasCode(cause, ErrorCode.NOT_FOUND)
                        ? ofFolder(store, FolderName.of(name))
                        : ifDenied(cause));
    }

    static Future<EntryKind> ofFolder(FileStore store, FolderName folder) {
        return store.list(folder, ListQuery.existence())
                .map(FOLDER)
                .recover(cause -> StoreException.hasCode(cause, ErrorCode.NOT_FOUND, ErrorCode.FAILED_PRECONDITION)
                        ? Future.succeededFuture(NONE)
                        : ifDenied(cause));
    }

    private static Future<EntryKind> ifDenied(Throwable cause) {
        return StoreException.hasCode(cause, ErrorCode.PERMISSION_DENIED, ErrorCode.UNAUTHENTICATED)
                ? Future.succeededFuture(UNKNOWN)
                : Future.failedFuture(cause);
    }
}
