package io.chunkgate.transfer.copy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;

/** What a name stands for in the store. */
public enum EntryKind {
    FILE,
    FOLDER,
    NONE,
    /** The client may not read it. */
    UNKNOWN;

    /** What a name stands for. Fails as the store does, but not without permission. */
    public static Future<EntryKind> of(FileStore store, FileName name) {
        return store.stat(name)
                .map(FILE)
                .recover(cause -> StoreException.hasCode(cause, ErrorCode.NOT_FOUND)
                        ? ofFolder(store, FolderName.of(name))
                        : ifDenied(cause));
    }

    /** Whether a name stands for a folder: {@link #FOLDER}, {@link #NONE} or {@link #UNKNOWN}. */
    public static Future<EntryKind> ofFolder(FileStore store, FolderName folder) {
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
