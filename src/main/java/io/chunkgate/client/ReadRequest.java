package io.chunkgate.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A range of a file to download.
 *
 * @param offset of the first byte, from 0 to the file's size
 * @param length the maximum number of bytes; empty for all to the end
 * @param etag   the required version; empty for any
 * @param follow whether the bytes of a running upload are read as they arrive
 */
public record ReadRequest(String name, long offset, OptionalLong length, Optional<String> etag, boolean follow) {
    public ReadRequest {
        requireNotNegative("offset", offset);
        requireNotNegative("length", length.orElse(0));
    }

    /** A whole file, in any version. */
    public static ReadRequest whole(String name) {
        return new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), false);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }
}
