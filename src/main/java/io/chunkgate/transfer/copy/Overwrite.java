package io.chunkgate.transfer.copy;

/** What a copy or move may replace. */
public enum Overwrite {
    /** Nothing: the target must not exist. */
    NOTHING,
    /** A file. */
    FILES,
    /** A file, or a folder with everything in it. */
    EVERYTHING
}
