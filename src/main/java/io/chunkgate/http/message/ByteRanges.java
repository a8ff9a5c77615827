package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.util.List;

/** Which bytes of a file answer a request that may carry a Range (RFC 9110, section 14.2). */
public sealed interface ByteRanges {

    /** 200 with the whole file: no Range, one that is ignored, or one that would cost more than the file. */
    record Whole() implements ByteRanges {}

    /**
     * 206 with these bytes: one range as it is, several as multipart/byteranges.
     *
     * @param ranges at least one, none empty, all within the file, no two overlapping or adjacent, in the order asked for
     */
    record Partial(List<ByteRange> ranges) implements ByteRanges {
        public Partial {
            ranges = List.copyOf(ranges);
        }
    }

    /** 416 with {@code Content-Range: bytes *}{@code /size}: well-formed, but the file has none of these bytes. */
    record Unsatisfiable() implements ByteRanges {}
}
