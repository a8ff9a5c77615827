package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.UploadId;

/** The paths of uploads. */
public final class UploadPath {
    /** The collection, where uploads are created. */
    public static final String ALL = "/uploads";

    public static final String PREFIX = ALL + "/";

    private UploadPath() {}

    /** The path of an upload. A Location without a host is right behind a proxy. */
    public static String of(UploadId id) {
        return PREFIX + id.value();
    }
}
