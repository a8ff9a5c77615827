package io.chunkgate.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Self-checking content: its number and size, and bytes that are derived from them. */
record Content(long number, byte[] bytes) {
    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final int MAX_BYTES = 3 * 1024 * 1024;

    /** The number determines the size. */
    static Content of(long number) {
        SplittableRandom random = new SplittableRandom(number);
        // Small contents are published more often, and large ones are cut more often.
        byte[] bytes = new byte[HEAD_BYTES + random.nextInt(random.nextInt(1, MAX_BYTES))];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(number).putLong(bytes.length);
        return new Content(number, bytes);
    }

    /** The number of a complete content; fails the test for anything else. */
    static long numberOf(String what, byte[] bytes) {
        long number = bytes.length < HEAD_BYTES ? -1 : ByteBuffer.wrap(bytes).getLong();
        if (!Arrays.equals(bytes, of(number).bytes())) {
            throw new AssertionError(what + ": not whole, " + bytes.length + " bytes");
        }
        return number;
    }

    /** As {@link #numberOf(String, byte[])}, of a file. */
    static long numberOf(Path file) {
        try {
            return numberOf(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return bytes.length;
    }
}
