package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.message.BadHeaderException;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    private final MessageDigest digest;
    private final byte[] expected;

    private UploadChecksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
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
        MessageDigest digest = digestOf(parts[0].toLowerCase(Locale.ROOT), header);
        byte[] expected = parts.length == 2 ? decode(parts[1], header) : new byte[0];
        if (expected.length != digest.getDigestLength()) {
            throw new BadHeaderException(HEADER, header, "base64 of " + digest.getDigestLength() + " bytes");
        }
        return Optional.of(new UploadChecksum(digest, expected));
    }

    /** Content-Digest of RFC 9530, as SHA-256. */
    static UploadChecksum sha256(byte[] expected) {
        return new UploadChecksum(digest("SHA-256"), expected);
    }

    void update(Buffer data) {
        digest.update(data.getBytes());
    }

    /** Whether the bytes match the expected value. Call once. */
    boolean matches() {
        return MessageDigest.isEqual(digest.digest(), expected);
    }

    private static MessageDigest digestOf(String algorithm, String header) {
        return switch (algorithm) {
            case "sha1" -> digest("SHA-1");
            case "sha256" -> digest("SHA-256");
            case "crc32c" -> new Crc32cDigest();
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

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has " + algorithm, e);
        }
    }

    private static final class Crc32cDigest extends MessageDigest {
        private final CRC32C crc = new CRC32C();

        private Crc32cDigest() {
            super("CRC32C");
        }

        @Override
        protected int engineGetDigestLength() {
            return Integer.BYTES;
        }

        @Override
        protected void engineUpdate(byte input) {
            crc.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            crc.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            return Buffer.buffer().appendInt((int) crc.getValue()).getBytes();
        }

        @Override
        protected void engineReset() {
            crc.reset();
        }
    }
}
