package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentRange;
import io.chunkgate.io.ByteRange;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The frame around several ranges of a file in one answer, multipart/byteranges (RFC 9110, section 14.6): what stands
 * before each part, behind the last, and how long all of it is.
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

    /** 32 random hexadecimal digits, so that no file can hold the boundary but by a chance of one in 2^128. */
    public static String newBoundary() {
        byte[] bytes = new byte[BOUNDARY_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The length in bytes of an answer under a {@link #newBoundary}. */
    public static long length(String contentType, long size, List<ByteRange> ranges) {
        return new MultipartRanges(ANY_BOUNDARY, contentType, size, ranges).length();
    }

    /** The Content-Type of the answer. */
    public String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The bytes to send before those of the part: delimiter, fields and the empty line. */
    public byte[] header(int part) {
        String text = (part == 0 ? "--" : "\r\n--") + boundary + "\r\n"
                + "Content-Type: " + contentType + "\r\n"
                + "Content-Range: " + ContentRange.of(ranges.get(part), size) + "\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes to send behind the last part. */
    public byte[] closing() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The Content-Length of the answer: all headers, all parts and the closing delimiter. */
    public long length() {
        long length = closing().length;
        for (int part = 0; part < ranges.size(); part++) {
            length += header(part).length + ranges.get(part).length();
        }
        return length;
    }
}
