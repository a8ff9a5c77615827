package io.chunkgate.client.grpc;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps a status other than OK to a {@link ClientException}. */
final class GrpcFailure {
    private GrpcFailure() {}

    /** @param message of the trailers */
    static ClientException of(GrpcStatus status, @Nullable String message) {
        return new ClientException(code(status), Objects.requireNonNullElse(message, "gRPC status " + status));
    }

    private static ErrorCode code(GrpcStatus status) {
        return switch (status) {
            case INVALID_ARGUMENT -> ErrorCode.INVALID_ARGUMENT;
            case DEADLINE_EXCEEDED -> ErrorCode.DEADLINE_EXCEEDED;
            case NOT_FOUND -> ErrorCode.NOT_FOUND;
            case ALREADY_EXISTS -> ErrorCode.ALREADY_EXISTS;
            case PERMISSION_DENIED -> ErrorCode.PERMISSION_DENIED;
            case RESOURCE_EXHAUSTED -> ErrorCode.RESOURCE_EXHAUSTED;
            case FAILED_PRECONDITION -> ErrorCode.FAILED_PRECONDITION;
            case ABORTED -> ErrorCode.ABORTED;
            case OUT_OF_RANGE -> ErrorCode.OUT_OF_RANGE;
            case UNIMPLEMENTED -> ErrorCode.UNIMPLEMENTED;
            case DATA_LOSS -> ErrorCode.DATA_LOSS;
            case UNAUTHENTICATED -> ErrorCode.UNAUTHENTICATED;
            case UNAVAILABLE, CANCELLED -> ErrorCode.UNAVAILABLE;
            case OK, UNKNOWN, INTERNAL -> ErrorCode.INTERNAL;
        };
    }
}
