package io.chunkgate.store;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What a listing is sorted by; entries that are equal in it are sorted by name. */
public enum ListOrder {
    NAME,
    /** In bytes; folders count as smaller than any file. */
    SIZE,
    MODIFIED;

    private static final long FOLDER_SIZE = -1;

    /** The key of a file under this order. */
    public long keyOfFile(long size, Instant modified) {
        return this == SIZE ? size : key(modified);
    }

    /** The key of a folder under this order. */
    public long keyOfFolder(Instant modified) {
        return this == SIZE ? FOLDER_SIZE : key(modified);
    }

    /** Nanoseconds since 1970, within what a {@code long} holds. */
    private long key(Instant modified) {
        return this == MODIFIED ? FileTime.from(modified).to(TimeUnit.NANOSECONDS) : 0;
    }
}
