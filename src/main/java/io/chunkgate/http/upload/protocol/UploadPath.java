package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.UploadId;

/** Where the resources of uploads are. */
public final class UploadPath {
    /** Where uploads are created. */
    public static final String ALL = "/uploads";

    /** What stands before an upload's id. */
    public static final String PREFIX = ALL + "/";

    private UploadPath() {}

    /** The path of an upload. As a Location it is relative, so that it is right behind any proxy. */
    public static String of(UploadId id) {
        return PREFIX + id.value();
    }
}
