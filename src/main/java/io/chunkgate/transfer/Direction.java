package io.chunkgate.transfer;

import io.chunkgate.store.StoredFile;
import java.util.Locale;

/** Which way the bytes of a transfer go, as the client sees it. */
public enum Direction {
    DOWNLOAD,
    /** A download that reads along with an upload. */
    FOLLOW,
    UPLOAD;

    /** Of who reads a file. */
    public static Direction reading(StoredFile file) {
        return file.progress().isPresent() ? FOLLOW : DOWNLOAD;
    }

    /** How people and programs see it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
