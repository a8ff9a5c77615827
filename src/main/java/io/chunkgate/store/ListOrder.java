package io.chunkgate.store;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The sort key of a listing; entries with equal keys are sorted by name. */
public enum ListOrder {
    NAME,
    /** In bytes; folders are smaller than any file. */
    SIZE,
    MODIFIED;

    private static final long FOLDER_SIZE = -1;

    /** The sort key of a file. */
    public long keyOfFile(long size, Instant modified) {
        return this == SIZE ? size : key(modified);
    }

    /** The sort key of a folder. */
    public long keyOfFolder(Instant modified) {
        return this == SIZE ? FOLDER_SIZE : key(modified);
    }

    /** Nanoseconds since 1970, saturated to {@code long}. */
    private long key(Instant modified) {
        return this == MODIFIED ? FileTime.from(modified).to(TimeUnit.NANOSECONDS) : 0;
    }
}
