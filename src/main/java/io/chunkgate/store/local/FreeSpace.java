package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Prevents uploads from filling the disk. A check is one system call, which blocks. */
final class FreeSpace {
    private final FileStore disk;
    private final long floor;

    /** @param floor bytes that must stay free */
    FreeSpace(Path folder, long floor) throws IOException {
        this.disk = Files.getFileStore(folder);
        this.floor = floor;
    }

    /** Free bytes; empty when the file system does not report them. */
    OptionalLong usable() throws IOException {
        long usable = disk.getUsableSpace();
        return usable > 0 || disk.getTotalSpace() > 0 ? OptionalLong.of(usable) : OptionalLong.empty();
    }

    /** How many bytes may be written until only the floor is free; negative below it. */
    long room() throws IOException {
        return usable().orElse(Long.MAX_VALUE) - floor;
    }

    /** @param room what was found instead */
    static StoreException refusal(long byteCount, long room) {
        return StoreException.unexpected(
                ErrorCode.RESOURCE_EXHAUSTED,
                "bytes to store",
                byteCount,
                "at most " + Math.max(0, room) + ", as the disk is nearly full or reserved for other uploads");
    }
}
