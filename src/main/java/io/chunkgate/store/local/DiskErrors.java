package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates failures of the file system for clients, without paths of this machine. Names are those of files or folders in
 * the store.
 */
final class DiskErrors {
    /** Texts of strerror(3), for which the JDK has no exception types. */
    private static final Map<String, ErrorCode> BY_TEXT = Map.of(
            "no space left on device", ErrorCode.RESOURCE_EXHAUSTED,
            "disk quota exceeded", ErrorCode.RESOURCE_EXHAUSTED,
            "too many open files", ErrorCode.RESOURCE_EXHAUSTED,
            "file too large", ErrorCode.RESOURCE_EXHAUSTED,
            "read-only file system", ErrorCode.PERMISSION_DENIED,
            "not a directory", ErrorCode.NOT_FOUND,
            "file name too long", ErrorCode.INVALID_ARGUMENT,
            "too many levels of symbolic links", ErrorCode.NOT_FOUND);

    private DiskErrors() {}

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
        return byText(name, cause);
    }

    private static StoreException byText(Object name, Throwable cause) {
        String reason = reason(cause);
        return BY_TEXT.entrySet().stream()
                .filter(entry -> reason.toLowerCase(Locale.ROOT).contains(entry.getKey()))
                .findFirst()
                .map(entry -> new StoreException(entry.getValue(), "'" + name + "': " + entry.getKey()))
                .orElseGet(() -> Faults.internal(cause));
    }

    private static String reason(Throwable cause) {
        @Nullable String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
        return reason == null ? "" : reason;
    }
}
