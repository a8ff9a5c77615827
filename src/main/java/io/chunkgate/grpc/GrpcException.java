package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.vertx.grpc.common.GrpcStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error of a call with details for programs: a reason that is more precise than the error code, and values. The client gets
 * them as {@code google.rpc.ErrorInfo}.
 */
final class GrpcException extends RuntimeException {
    /** The offset that the next byte must have, in decimal. */
    static final String EXPECTED_OFFSET = "expected_offset";
    /** How many bytes of the upload are stored, in decimal. */
    static final String STORED_OFFSET = "stored_offset";

    static final String UPLOAD_ID = "upload_id";

    private static final String MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE";

    private final StoreException error;
    private final String reason;
    private final Map<String, String> metadata;

    private GrpcException(StoreException error, String reason, Map<String, String> metadata) {
        super(error.getMessage(), null, false, false);
        this.error = error;
        this.reason = reason;
        this.metadata = metadata;
    }

    /** Converts any failure; unless it is a GrpcException already, the name of its code is the reason. */
    static GrpcException of(Throwable cause) {
        if (cause instanceof GrpcException error) {
            return error;
        }
        StoreException error = Failures.toStoreException(cause);
        return new GrpcException(error, error.code().name(), Map.of());
    }

    /** The data do not follow the data before. */
    static GrpcException wrongOffset(long offset, long expected) {
        StoreException error =
                StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "offset", offset, Long.toString(expected));
        return new GrpcException(error, "WRONG_OFFSET", Map.of(EXPECTED_OFFSET, Long.toString(expected)));
    }

    /** The data do not match the checksum that was sent with them. */
    static GrpcException wrongChecksum(int crc32c, int expected) {
        StoreException error = StoreException.unexpected(
                ErrorCode.DATA_LOSS,
                "crc32c of the data",
                Integer.toHexString(crc32c),
                Integer.toHexString(expected) + ", as sent with them");
        return new GrpcException(error, "CHECKSUM_MISMATCH", Map.of());
    }

    /** A retry cannot succeed. */
    static GrpcException messageTooLarge() {
        return new GrpcException(
                new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "request: larger than grpc.maxMessageSize"),
                MESSAGE_TOO_LARGE,
                Map.of());
    }

    /** Adds a value. */
    GrpcException with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new GrpcException(error, reason, more);
    }

    ErrorCode code() {
        return error.code();
    }

    /** The error table as gRPC statuses; all names but one are the same, since the table is gRPC's. */
    static GrpcStatus statusOf(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_DURABILITY -> GrpcStatus.UNKNOWN;
            case INVALID_ARGUMENT -> GrpcStatus.INVALID_ARGUMENT;
            case DEADLINE_EXCEEDED -> GrpcStatus.DEADLINE_EXCEEDED;
            case NOT_FOUND -> GrpcStatus.NOT_FOUND;
            case ALREADY_EXISTS -> GrpcStatus.ALREADY_EXISTS;
            case PERMISSION_DENIED -> GrpcStatus.PERMISSION_DENIED;
            case RESOURCE_EXHAUSTED -> GrpcStatus.RESOURCE_EXHAUSTED;
            case FAILED_PRECONDITION -> GrpcStatus.FAILED_PRECONDITION;
            case ABORTED -> GrpcStatus.ABORTED;
            case OUT_OF_RANGE -> GrpcStatus.OUT_OF_RANGE;
            case UNIMPLEMENTED -> GrpcStatus.UNIMPLEMENTED;
            case INTERNAL -> GrpcStatus.INTERNAL;
            case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
            case DATA_LOSS -> GrpcStatus.DATA_LOSS;
            case UNAUTHENTICATED -> GrpcStatus.UNAUTHENTICATED;
        };
    }

    String reason() {
        return reason;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Whether the same call may succeed later. */
    boolean isRetryable() {
        return code() == ErrorCode.UNAVAILABLE
                || (code() == ErrorCode.RESOURCE_EXHAUSTED && !reason.equals(MESSAGE_TOO_LARGE));
    }
}
