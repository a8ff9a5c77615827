package io.chunkgate.store;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The id of an upload in every protocol: 128 random bits as 32 lower-case hexadecimal digits, so that it cannot be
 * guessed.
 */
public record UploadId(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /**
     * Validates a text that a client sent.
     *
     * @throws StoreException {@link ErrorCode#INVALID_ARGUMENT} when the text has another form
     */
    public UploadId {
        if (!isId(value)) {
            throw new StoreException(
                    ErrorCode.INVALID_ARGUMENT, "upload id: not valid (expected: 32 hexadecimal digits)");
        }
    }

    /** Whether the text has the form of an id. */
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    public static UploadId random() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return new UploadId(HexFormat.of().formatHex(bits));
    }

    @Override
    public String toString() {
        return value;
    }
}
