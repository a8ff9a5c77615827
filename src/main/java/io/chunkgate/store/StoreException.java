package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The failure that a store, a transfer or a protocol reports to a client. The message names the value and what was
 * expected, and contains no path of this machine; the middle of a long one is left out. There is no stack trace, since this is an expected result; faults become
 * {@link ErrorCode#INTERNAL} with the id of a log entry that has the cause.
 */
public class StoreException extends RuntimeException {
    private static final long RETRY_MILLIS = 1000;
    /**
     * Characters of a message. Clients of gRPC refuse more than 8 KiB of metadata, which have the message twice: percent-encoded,
     * with up to 9 bytes a character, and in base64.
     */
    private static final int MAX_CHARACTERS = 400;

    private final ErrorCode code;
    private final OptionalLong retryAfterMillis;

    public StoreException(ErrorCode code, String message) {
        this(code, message, OptionalLong.empty());
    }

    private StoreException(ErrorCode code, String message, OptionalLong retryAfterMillis) {
        super(shortened(message), null, false, false);
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Keeps both ends of a long message: what is wrong, and what was expected. */
    private static String shortened(String message) {
        if (message.length() <= MAX_CHARACTERS) {
            return message;
        }
        int end = message.length() - MAX_CHARACTERS / 2;
        return whole(message.substring(0, MAX_CHARACTERS / 2)) + "…" + whole(message.substring(end));
    }

    /** Drops the half of a character at either end. */
    private static String whole(String part) {
        int from = Character.isLowSurrogate(part.charAt(0)) ? 1 : 0;
        int end = part.length() - (Character.isHighSurrogate(part.charAt(part.length() - 1)) ? 1 : 0);
        return part.substring(from, end);
    }

    public ErrorCode code() {
        return code;
    }

    /** After how long the client may try again; present when the cause is temporary. */
    public OptionalLong retryAfterMillis() {
        return retryAfterMillis;
    }

    /** Whether an error is a failure with one of the codes. */
    public static boolean hasCode(Throwable cause, ErrorCode... codes) {
        return cause instanceof StoreException failure && List.of(codes).contains(failure.code);
    }

    /** Replaces failures with one of the codes by empty. */
    public static <T> Future<Optional<T>> emptyOn(Future<T> result, ErrorCode... codes) {
        return result.map(Optional::ofNullable)
                .recover(cause ->
                        hasCode(cause, codes) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    /** {@code RESOURCE_EXHAUSTED} for a limit on concurrent use: the client may try again soon. */
    public static StoreException tooMany(String what, long count, String expected) {
        String message =
                unexpected(ErrorCode.RESOURCE_EXHAUSTED, what, count, expected).getMessage();
        return new StoreException(ErrorCode.RESOURCE_EXHAUSTED, String.valueOf(message), OptionalLong.of(RETRY_MILLIS));
    }

    /** {@code UNAVAILABLE} for a cause that ends without the client: it may try again soon. */
    public static StoreException temporary(String message) {
        return new StoreException(ErrorCode.UNAVAILABLE, message, OptionalLong.of(RETRY_MILLIS));
    }

    /** A message such as {@code offset: 12 (expected: 0..10)}. */
    public static StoreException unexpected(ErrorCode code, String what, Object value, String expected) {
        return new StoreException(code, what + ": " + value + " (expected: " + expected + ")");
    }
}
