package io.chunkgate.store;

/**
 * The one failure that a store, a transfer or a door hands to a client. The message is for the client: it says the
 * value and what was expected, and holds no path of this machine. It has no stack trace, because it is an answer and
 * not a fault; faults become {@link ErrorCode#INTERNAL} with an id under which the log has the cause.
 */
public final class StoreException extends RuntimeException {
    private final ErrorCode code;

    public StoreException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** A message such as {@code offset: 12 (expected: 0..10)}. */
    public static StoreException unexpected(ErrorCode code, String what, Object value, String expected) {
        return new StoreException(code, what + ": " + value + " (expected: " + expected + ")");
    }
}
