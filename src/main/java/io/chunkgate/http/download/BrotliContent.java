package io.chunkgate.http.download;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes a Brotli file (RFC 7932) to compare it with another file. Nothing may follow its last block. Blocks. */
final class BrotliContent {
    private static final int BLOCK_BYTES = 64 * 1024;

    private BrotliContent() {}

    /** Whether the coded file is complete and decodes to exactly the bytes of the plain one. */
    static boolean isCodingOf(InputStream coded, InputStream plain) throws IOException {
        Failures source = new Failures(coded);
        try (BrotliInputStream decoder = new BrotliInputStream(source)) {
            return isEqual(decoder, plain) && coded.read() < 0;
        } catch (IOException damaged) {
            source.rethrow();
            return false;
        }
    }

    private static boolean isEqual(InputStream decoder, InputStream plain) throws IOException {
        byte[] decoded = new byte[BLOCK_BYTES];
        for (int count = decoder.read(decoded); count >= 0; count = decoder.read(decoded)) {
            byte[] expected = plain.readNBytes(count);
            if (!Arrays.equals(decoded, 0, count, expected, 0, expected.length)) {
                return false;
            }
        }
        return plain.read() < 0;
    }

    /** Remembers a failure to read, which the decoder reports as if the bytes were damaged. */
    private static final class Failures extends InputStream {
        private final InputStream source;
        private @Nullable IOException failure;

        Failures(InputStream source) {
            this.source = source;
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public int read() throws IOException {
            return source.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return source.read(target, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
