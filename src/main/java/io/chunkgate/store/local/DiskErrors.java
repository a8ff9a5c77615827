package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/**
 * Translates failures of the file system for clients, without paths of this machine. Names are those of files or folders in
 * the store.
 */
final class DiskErrors {
    private DiskErrors() {}

    /** Whether a failure says that there is nothing of that name, so that the disk works. */
    static boolean isAbsent(IOException cause) {
        return cause instanceof NoSuchFileException
                || cause instanceof FileSystemLoopException
                || SystemErrors.OF_THIS_PROCESS
                        .find(SystemErrors.reason(cause))
                        .filter(kind -> kind.code() == ErrorCode.NOT_FOUND || kind.code() == ErrorCode.INVALID_ARGUMENT)
                        .isPresent();
    }

    /** @param name of the file or folder that the client requested */
    static StoreException translate(Object name, Throwable cause) {
        if (cause instanceof StoreException known) {
            return known;
        }
        if (cause instanceof io.vertx.core.file.FileSystemException wrapper && wrapper.getCause() != null) {
            return translate(name, wrapper.getCause());
        }
        if (cause instanceof NoSuchFileException || cause instanceof FileSystemLoopException) {
            return StoreErrors.fileNotFound(name);
        }
        if (cause instanceof AccessDeniedException) {
            return new StoreException(
                    ErrorCode.PERMISSION_DENIED, "'" + name + "': the gateway has no permission to access it");
        }
        if (cause instanceof FileAlreadyExistsException) {
            return new StoreException(ErrorCode.ALREADY_EXISTS, "'" + name + "': already exists");
        }
        return SystemErrors.OF_THIS_PROCESS
                .find(SystemErrors.reason(cause))
                .map(kind -> new StoreException(kind.code(), "'" + name + "': " + kind.english()))
                .orElseGet(() -> Faults.internal(cause));
    }
}
