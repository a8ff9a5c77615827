package io.chunkgate.client;

import java.util.OptionalLong;

/**
 * A file to upload.
 *
 * @param name      of the file to be
 * @param size      in bytes; empty where it is not known before its end
 * @param overwrite whether a file of that name is replaced
 */
public record UploadRequest(String name, OptionalLong size, boolean overwrite) {
    public UploadRequest {
        if (size.orElse(0) < 0) {
            throw new IllegalArgumentException("size: " + size.getAsLong() + " (expected: 0 or more)");
        }
    }
}
