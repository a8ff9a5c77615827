package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * The framing of a multipart/byteranges response (RFC 9110, section 14.6): the header of each part, the closing delimiter
 * and the total length.
 *
 * @param boundary see {@link #newBoundary}
 * @param partType the Content-Type of the file, repeated in each part
 * @param size of the whole file in bytes
 * @param ranges the parts, none empty, in the order of sending
 */
public record MultipartRanges(String boundary, String partType, long size, List<ByteRange> ranges) {
    private static final int BOUNDARY_BYTES = 16;
    private static final String ANY_BOUNDARY = "0".repeat(2 * BOUNDARY_BYTES);
    private static final SecureRandom RANDOM = new SecureRandom();

    public MultipartRanges {
        ranges = List.copyOf(ranges);
    }

    /** 32 random hexadecimal digits: a file contains the boundary with a probability of about 2^-128. */
    public static String newBoundary() {
        byte[] bytes = new byte[BOUNDARY_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The length in bytes of a response with any {@link #newBoundary}. */
    static long length(String contentType, long size, List<ByteRange> ranges) {
        return new MultipartRanges(ANY_BOUNDARY, contentType, size, ranges).length();
    }

    /** The Content-Type of the response. */
    public String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The bytes before a part: delimiter, fields and an empty line. */
    public byte[] header(int part) {
        String text = (part == 0 ? "--" : "\r\n--") + boundary + "\r\n"
                + "Content-Type: " + partType + "\r\n"
                + "Content-Range: " + ContentRange.of(ranges.get(part), OptionalLong.of(size)) + "\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes after the last part. */
    public byte[] closing() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The Content-Length of the response: all headers, all parts and the closing delimiter. */
    public long length() {
        long length = closing().length;
        for (int part = 0; part < ranges.size(); part++) {
            length += header(part).length + ranges.get(part).length();
        }
        return length;
    }
}
