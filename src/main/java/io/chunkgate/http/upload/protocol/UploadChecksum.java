package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.message.BadHeaderException;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of the bytes of one request. Used by one event loop.
 *
 * <p>A block of 64 KiB costs SHA-1 some 0.1 ms, less than the system call that reads it, so it runs on the event loop.
 */
public final class UploadChecksum {
    public static final String HEADER = "Upload-Checksum";

    /** Tus-Checksum-Algorithm: in order of preference. */
    public static final String ALGORITHMS = "sha256,sha1,crc32c";

    private final Sum sum;
    private final byte[] expected;

    private UploadChecksum(Sum sum, byte[] expected) {
        this.sum = sum;
        this.expected = expected;
    }

    /**
     * Parses Upload-Checksum of tus, an algorithm and a value in base64; null if the request lacks it. CRC32C is four bytes,
     * big-endian.
     *
     * @throws BadHeaderException for an unknown algorithm, or a value that is not base64 of the right length
     */
    public static Optional<UploadChecksum> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        String[] parts = header.trim().split(" +", 2);
        Sum sum = sumOf(parts[0].toLowerCase(Locale.ROOT), header);
        byte[] expected = parts.length == 2 ? decode(parts[1], header) : new byte[0];
        if (expected.length != sum.length()) {
            throw new BadHeaderException(HEADER, header, "base64 of " + sum.length() + " bytes");
        }
        return Optional.of(new UploadChecksum(sum, expected));
    }

    /** Content-Digest of RFC 9530, as SHA-256. */
    static UploadChecksum sha256(byte[] expected) {
        return new UploadChecksum(digest("SHA-256"), expected);
    }

    void update(Buffer data) {
        sum.update(data.getBytes());
    }

    /** Whether the bytes match the expected value. Call once. */
    boolean matches() {
        return MessageDigest.isEqual(sum.value(), expected);
    }

    private static Sum sumOf(String algorithm, String header) {
        return switch (algorithm) {
            case "sha1" -> digest("SHA-1");
            case "sha256" -> digest("SHA-256");
            case "crc32c" -> new Crc();
            default -> throw new BadHeaderException(HEADER, header, "one of " + ALGORITHMS + ", and base64");
        };
    }

    private static byte[] decode(String base64, String header) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BadHeaderException(HEADER, header, "base64");
        }
    }

    private static Sum digest(String algorithm) {
        try {
            return new Digest(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has " + algorithm, e);
        }
    }

    private interface Sum {
        int length();

        void update(byte[] bytes);

        byte[] value();
    }

    private record Digest(MessageDigest digest) implements Sum {
        @Override
        public int length() {
            return digest.getDigestLength();
        }

        @Override
        public void update(byte[] bytes) {
            digest.update(bytes);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }

    private static final class Crc implements Sum {
        private final CRC32C crc = new CRC32C();

        @Override
        public int length() {
            return Integer.BYTES;
        }

        @Override
        public void update(byte[] bytes) {
            crc.update(bytes);
        }

        @Override
        public byte[] value() {
            byte[] all = Buffer.buffer().appendLong(crc.getValue()).getBytes();
            return Arrays.copyOfRange(all, Long.BYTES - Integer.BYTES, Long.BYTES);
        }
    }
}
