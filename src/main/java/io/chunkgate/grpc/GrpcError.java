package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error of a call with what a program wants to know of it: a reason more exact than the row of the table of errors, and
 * values. It goes to the client as {@code google.rpc.ErrorInfo}.
 */
final class GrpcError extends RuntimeException {
    /** The offset that the next byte must have, in decimal. */
    static final String EXPECTED_OFFSET = "expected_offset";
    /** How many bytes of the upload are stored, in decimal. */
    static final String STORED_OFFSET = "stored_offset";

    static final String UPLOAD_ID = "upload_id";

    private static final String MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE";

    private final StoreException error;
    private final String reason;
    private final Map<String, String> metadata;

    private GrpcError(StoreException error, String reason, Map<String, String> metadata) {
        super(error.getMessage(), null, false, false);
        this.error = error;
        this.reason = reason;
        this.metadata = metadata;
    }

    /** A failure of any kind. One that is no refusal yet has its code as the reason. */
    static GrpcError of(Throwable cause) {
        if (cause instanceof GrpcError refusal) {
            return refusal;
        }
        StoreException error = Failures.toStoreException(cause);
        return new GrpcError(error, error.code().name(), Map.of());
    }

    /** Bytes that do not follow those before. */
    static GrpcError wrongOffset(long offset, long expected) {
        StoreException error =
                StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "offset", offset, Long.toString(expected));
        return new GrpcError(error, "WRONG_OFFSET", Map.of(EXPECTED_OFFSET, Long.toString(expected)));
    }

    /** Bytes that changed on their way. */
    static GrpcError wrongChecksum(int crc32c, int expected) {
        StoreException error = StoreException.unexpected(
                ErrorCode.DATA_LOSS,
                "crc32c of the data",
                Integer.toHexString(crc32c),
                Integer.toHexString(expected) + ", as sent with them");
        return new GrpcError(error, "CHECKSUM_MISMATCH", Map.of());
    }

    /** It is no use to send it again. */
    static GrpcError messageTooLarge() {
        return new GrpcError(
                new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "request: larger than grpc.maxMessageSize"),
                MESSAGE_TOO_LARGE,
                Map.of());
    }

    /** The same with one more value. */
    GrpcError with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new GrpcError(error, reason, more);
    }

    ErrorCode code() {
        return error.code();
    }

    String reason() {
        return reason;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Whether the same call may succeed later. */
    boolean isPassing() {
        return code() == ErrorCode.UNAVAILABLE
                || (code() == ErrorCode.RESOURCE_EXHAUSTED && !reason.equals(MESSAGE_TOO_LARGE));
    }
}
