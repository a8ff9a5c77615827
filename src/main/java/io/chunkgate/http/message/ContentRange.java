package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.util.OptionalLong;

/** Writes Content-Range (RFC 9110, section 14.4). */
public final class ContentRange {
    private ContentRange() {}

    /**
     * For a 206 response, such as {@code bytes 0-499/1000}, or {@code bytes 0-499/*} if the size is unknown.
     *
     * @param range at least one byte: the field cannot express an empty range
     * @param size of the whole file
     */
    public static String of(ByteRange range, OptionalLong size) {
        if (range.length() == 0) {
            throw new IllegalArgumentException("range: " + range + " (expected: at least one byte)");
        }
        return "bytes " + range.start() + "-" + (range.end() - 1) + "/" + (size.isPresent() ? size.getAsLong() : "*");
    }

    /** For a 416 response: {@code bytes *}{@code /size}, which tells the client the size. */
    public static String unsatisfied(long size) {
        return "bytes */" + size;
    }
}
