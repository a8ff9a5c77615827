package io.chunkgate.transfer;

import io.chunkgate.store.StoredFile;
import java.util.Locale;

/** The direction of a transfer, as the client sees it. */
public enum Direction {
    DOWNLOAD,
    /** A download of a file that is still being uploaded. */
    FOLLOW,
    UPLOAD;

    /** Returns the direction of a download of this file. */
    public static Direction ofDownload(StoredFile file) {
        return file.progress().isPresent() ? FOLLOW : DOWNLOAD;
    }

    /** Returns the name in JSON, logs and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
