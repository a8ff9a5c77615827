package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps uploads from filling the disk. One question is one system call, but it blocks. */
final class FreeSpace {
    private final FileStore disk;
    private final long floor;

    /** @param floor bytes to be left free */
    FreeSpace(Path folder, long floor) throws IOException {
        this.disk = Files.getFileStore(folder);
        this.floor = floor;
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when so many bytes more would go below the floor */
    void require(long byteCount) throws IOException {
        long usable = disk.getUsableSpace();
        boolean isKnown = usable > 0 || disk.getTotalSpace() > 0; // Some file systems do not say.
        if (isKnown && byteCount > 0 && usable - floor < byteCount) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "bytes to store",
                    byteCount,
                    "at most " + Math.max(0, usable - floor) + ", the disk is nearly full");
        }
    }
}
