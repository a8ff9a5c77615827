package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Renames within the file system of the store. Everything here blocks. */
final class Renamer {
    /** Freeing a large file takes long. */
    private static final long LARGE_BYTES = 16L * 1024 * 1024;

    private final UploadWorkers workers;

    /** @param workers close files that were replaced */
    Renamer(UploadWorkers workers) {
        this.workers = workers;
    }

    /**
     * Renames in one step; a file of the new name is replaced.
     *
     * @param name the new name, for messages of failures
     */
    static void rename(Path from, Path to, Object name) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "on the same file system as the store");
        }
    }

    /**
     * Opens a large file that is about to be replaced, so that the rename does not wait until the disk has freed it. The
     * result closes it in the background.
     */
    Runnable openReplaced(Path target) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isRegularFile() && found.size() >= LARGE_BYTES) {
                FileChannel replaced = FileChannel.open(target, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                return () -> workers.inBackground(() -> workers.run(FileName.of("replaced"), replaced::close));
            }
        } catch (IOException e) {
            // There is no file, or the rename waits until it is freed.
        }
        return () -> {};
    }
}
