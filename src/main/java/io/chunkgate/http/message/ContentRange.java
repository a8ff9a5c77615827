package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.util.OptionalLong;

/** Writes Content-Range (RFC 9110, section 14.4). */
public final class ContentRange {
    private ContentRange() {}

    /**
     * Of a 206 answer, such as {@code bytes 0-499/1000}.
     *
     * @param range at least one byte: the field has no form for none
     * @param size of the whole file
     */
    public static String of(ByteRange range, long size) {
        return of(range, OptionalLong.of(size));
    }

    /** As {@link #of(ByteRange, long)}, of a file whose size may be unknown: {@code bytes 0-499/*}. */
    public static String of(ByteRange range, OptionalLong size) {
        if (range.length() == 0) {
            throw new IllegalArgumentException("range: " + range + " (expected: at least one byte)");
        }
        return "bytes " + range.start() + "-" + (range.end() - 1) + "/" + (size.isPresent() ? size.getAsLong() : "*");
    }

    /** Of a 416 answer: {@code bytes *}{@code /size}, from which a client learns the size. */
    public static String unsatisfied(long size) {
        return "bytes */" + size;
    }
}
