package io.chunkgate.store.local;

import io.chunkgate.store.CurrentClient;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates failures of the file system for clients, without paths of this machine. Names are those of files or folders in
 * the store.
 */
final class DiskErrors {
    private static final Logger LOG = LoggerFactory.getLogger(DiskErrors.class);

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
            return StoreErrors.alreadyExists(name);
        }
        return SystemErrors.OF_THIS_PROCESS
                .find(SystemErrors.reason(cause))
                .map(kind -> known(name, kind))
                .orElseGet(() -> Faults.internal(cause));
    }

    private static StoreException known(Object name, SystemErrors.Kind kind) {
        remedy(kind)
                .ifPresent(remedy -> LOG.warn(
                        "'{}': {}, serving {} (expected: {})", name, kind.english(), CurrentClient.describe(), remedy));
        return new StoreException(kind.code(), "'" + name + "': " + kind.english());
    }

    /** What an operator can do about an error that is not of the client's making. */
    private static Optional<String> remedy(SystemErrors.Kind kind) {
        return switch (kind) {
            case INPUT_OUTPUT -> Optional.of("a disk without errors; see the log of the kernel");
            case TOO_MANY_OPEN_FILES -> Optional.of("a higher LimitNOFILE, or a lower store.maxOpenFiles");
            case TOO_MANY_OPEN_FILES_OF_ALL -> Optional.of("a higher fs.file-max of the kernel");
            case FULL -> Optional.of("free space and inodes on the disk");
            case QUOTA -> Optional.of("a higher quota of the gateway's user");
            case READ_ONLY -> Optional.of("a writable file system; see the log of the kernel");
            case NOT_CONNECTED, STALE -> Optional.of("the file system mounted again");
            case NOT_A_FOLDER, TOO_LARGE, LONG_NAME, LINK_LOOP -> Optional.empty();
        };
    }
}
