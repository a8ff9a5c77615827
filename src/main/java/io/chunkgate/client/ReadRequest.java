package io.chunkgate.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes that are wanted of a file.
 *
 * @param offset of the first one, from 0 to the file's size
 * @param length how many, at most; empty for all to the end
 * @param etag   the version that they must be of; empty for any
 * @param follow whether a file whose upload is running is read as it arrives
 */
public record ReadRequest(String name, long offset, OptionalLong length, Optional<String> etag, boolean follow) {
    public ReadRequest {
        requireNotNegative("offset", offset);
        requireNotNegative("length", length.orElse(0));
    }

    /** A whole file, of whatever version. */
    public static ReadRequest whole(String name) {
        return new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), false);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }
}
