package io.chunkgate.store;

import java.util.OptionalLong;

/**
 * The one failure that a store, a transfer or a door hands to a client. The message is for the client: it says the
 * value and what was expected, and holds no path of this machine. It has no stack trace, because it is an answer and
 * not a fault; faults become {@link ErrorCode#INTERNAL} with an id under which the log has the cause.
 */
public final class StoreException extends RuntimeException {
    private static final long RETRY_MILLIS = 1000;

    private final ErrorCode code;
    private final OptionalLong retryAfterMillis;

    public StoreException(ErrorCode code, String message) {
        this(code, message, OptionalLong.empty());
    }

    private StoreException(ErrorCode code, String message, OptionalLong retryAfterMillis) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    public ErrorCode code() {
        return code;
    }

    /** After how long the client may try again, where it has too much of something that passes by itself. */
    public OptionalLong retryAfterMillis() {
        return retryAfterMillis;
    }

    /** {@code RESOURCE_EXHAUSTED} for a client that has too many of something now, and soon will have fewer. */
    public static StoreException tooMany(String what, long count, String expected) {
        String message =
                unexpected(ErrorCode.RESOURCE_EXHAUSTED, what, count, expected).getMessage();
        return new StoreException(ErrorCode.RESOURCE_EXHAUSTED, String.valueOf(message), OptionalLong.of(RETRY_MILLIS));
    }

    /** A message such as {@code offset: 12 (expected: 0..10)}. */
    public static StoreException unexpected(ErrorCode code, String what, Object value, String expected) {
        return new StoreException(code, what + ": " + value + " (expected: " + expected + ")");
    }
}
