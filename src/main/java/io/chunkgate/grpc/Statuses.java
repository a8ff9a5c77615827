package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.vertx.grpc.common.GrpcStatus;

/** The table of errors as gRPC statuses; the names are the same, since the table is gRPC's. */
final class Statuses {
    private Statuses() {}

    static GrpcStatus of(ErrorCode code) {
        return switch (code) {
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
}
