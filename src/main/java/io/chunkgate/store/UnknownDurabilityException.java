package io.chunkgate.store;

import io.vertx.core.AsyncResult;
import java.util.Optional;

/**
 * A change that every client sees already, but that the disk failed to make durable: after a power loss it may be undone. It
 * must not be repeated blindly: the upload is complete, and the file that it replaced is gone.
 */
public final class UnknownDurabilityException extends StoreException {
    private final Optional<FileInfo> file;

    private UnknownDurabilityException(String message, Optional<FileInfo> file) {
        super(ErrorCode.UNKNOWN_DURABILITY, message);
        this.file = file;
    }

    public static UnknownDurabilityException published(FileInfo file) {
        return new UnknownDurabilityException(
                "'" + file.name() + "': the file is published, but it is unknown whether it survives a power loss",
                Optional.of(file));
    }

    public static UnknownDurabilityException deleted(FileName name) {
        return new UnknownDurabilityException(
                "'" + name + "': the file is deleted, but it is unknown whether that survives a power loss",
                Optional.empty());
    }

    /** @param change such as {@code created} */
    public static UnknownDurabilityException ofFolder(FolderName folder, String change) {
        return new UnknownDurabilityException(
                "'" + folder + "': the folder is " + change + ", but it is unknown whether that survives a power loss",
                Optional.empty());
    }

    /** Whether a change was made, durable or not. */
    public static boolean isMade(AsyncResult<?> change) {
        return change.succeeded() || hasCode(change.cause(), ErrorCode.UNKNOWN_DURABILITY);
    }

    /** The published file; empty after a deletion and a change of a folder. */
    public Optional<FileInfo> file() {
        return file;
    }

    /** The file that a failed commit has published nevertheless. */
    public static Optional<FileInfo> publishedBy(Throwable cause) {
        return cause instanceof UnknownDurabilityException visible ? visible.file : Optional.empty();
    }
}
