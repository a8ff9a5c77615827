package io.chunkgate.transfer;

/** Which way the bytes of a transfer go, as the client sees it. */
public enum Direction {
    DOWNLOAD,
    /** A download that reads along with an upload. */
    FOLLOW,
    UPLOAD
}
