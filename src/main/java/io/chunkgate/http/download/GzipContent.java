package io.chunkgate.http.download;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decodes a gzip file (RFC 1952) to compare it with another file. Nothing may follow the last member. Blocks. */
final class GzipContent {
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream coded;
    private final InputStream plain;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final byte[] decoded = new byte[BLOCK_BYTES];
    private int next;
    private int end;

    private GzipContent(InputStream coded, InputStream plain) {
        this.coded = coded;
        this.plain = plain;
    }

    /** Whether the coded file is complete and decodes to exactly the bytes of the plain one. */
    static boolean isCodingOf(InputStream coded, InputStream plain) throws IOException {
        GzipContent content = new GzipContent(coded, plain);
        Inflater inflater = new Inflater(true);
        try {
            do {
                if (!content.isMemberEqual(inflater)) {
                    return false;
                }
                inflater.reset();
            } while (content.hasMore());
            return plain.read() < 0;
        } catch (DataFormatException damaged) {
            return false;
        } finally {
            inflater.end();
        }
    }

    private boolean isMemberEqual(Inflater inflater) throws IOException, DataFormatException {
        if (!skipHeader()) {
            return false;
        }
        CRC32 crc = new CRC32();
        while (!inflater.finished()) {
            if (inflater.needsInput() && !feed(inflater)) {
                return false;
            }
            int count = inflater.inflate(decoded);
            byte[] expected = plain.readNBytes(count);
            if (inflater.needsDictionary() || !Arrays.equals(decoded, 0, count, expected, 0, expected.length)) {
                return false;
            }
            crc.update(expected);
        }
        next = end - inflater.getRemaining();
        return number(TRAILER_BYTES / 2) == crc.getValue()
                && number(TRAILER_BYTES / 2) == (inflater.getBytesWritten() & 0xffff_ffffL);
    }

    private boolean feed(Inflater inflater) throws IOException {
        if (!hasMore()) {
            return false;
        }
        inflater.setInput(block, next, end - next);
        next = end;
        return true;
    }

    private boolean skipHeader() throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        for (int i = 0; i < HEADER_BYTES; i++) {
            header[i] = (byte) take();
        }
        int flags = header[3];
        if ((flags & EXTRA) != 0) {
            long length = number(2);
            for (long i = 0; i < length; i++) {
                take();
            }
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        number((flags & HEADER_CRC) != 0 ? 2 : 0);
        return header[0] == 0x1f && header[1] == (byte) 0x8b && header[2] == 8;
    }

    private void skipText(boolean present) throws IOException {
        int last = present ? take() : 0;
        while (last > 0) {
            last = take();
        }
    }

    /** A number, lowest byte first; a negative one at the end of the file. */
    private long number(int byteCount) throws IOException {
        long number = 0;
        for (int i = 0; i < byteCount; i++) {
            number |= (long) take() << (8 * i);
        }
        return number;
    }

    /** The next byte; -1 at the end. */
    private int take() throws IOException {
        return hasMore() ? block[next++] & 0xff : -1;
    }

    private boolean hasMore() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, coded.read(block, 0, BLOCK_BYTES));
        }
        return next < end;
    }
}
