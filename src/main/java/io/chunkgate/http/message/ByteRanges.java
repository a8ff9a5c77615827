package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.util.List;

/** The bytes of a file that a response contains (RFC 9110, section 14.2). */
public sealed interface ByteRanges {

    /** 200 with the whole file: no Range, an ignored one, or one whose response would be longer than the file. */
    record Whole() implements ByteRanges {}

    /**
     * 206 with these bytes: one range, or several as multipart/byteranges.
     *
     * @param ranges at least one, none empty, all within the file, no two overlapping or adjacent, in the order of the request
     */
    record Partial(List<ByteRange> ranges) implements ByteRanges {
        public Partial {
            ranges = List.copyOf(ranges);
        }
    }

    /** 416 with {@code Content-Range: bytes *}{@code /size}: well-formed, but outside the file. */
    record Unsatisfiable() implements ByteRanges {}
}
