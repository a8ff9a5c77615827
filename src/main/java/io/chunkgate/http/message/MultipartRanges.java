package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The framing of a multipart/byteranges response (RFC 9110, section 14.6): the header of each part, the closing delimiter
 * and the total length.
 */
public final class MultipartRanges {
    private static final int BOUNDARY_BYTES = 16;
    private static final String ANY_BOUNDARY = "0".repeat(2 * BOUNDARY_BYTES);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String boundary;
    private final String contentType;
    private final long size;
    private final List<ByteRange> ranges;

    /**
     * @param boundary see {@link #newBoundary}
     * @param contentType of the file, repeated in each part
     * @param size of the whole file in bytes
     * @param ranges the parts, none empty, in the order of sending
     */
    public MultipartRanges(String boundary, String contentType, long size, List<ByteRange> ranges) {
        this.boundary = boundary;
        this.contentType = contentType;
        this.size = size;
        this.ranges = List.copyOf(ranges);
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
                + "Content-Type: " + contentType + "\r\n"
                + "Content-Range: " + ContentRange.of(ranges.get(part), size) + "\r\n\r\n";
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
