package io.chunkgate.client;

import java.util.OptionalLong;

/**
 * A file to upload.
 *
 * @param name      the name of the file
 * @param size      in bytes; empty if it is unknown
 * @param overwrite whether an existing file is replaced
 */
public record UploadRequest(String name, OptionalLong size, boolean overwrite) {
    public UploadRequest {
        if (size.orElse(0) < 0) {
            throw new IllegalArgumentException("size: " + size.getAsLong() + " (expected: 0 or more)");
        }
    }
}
