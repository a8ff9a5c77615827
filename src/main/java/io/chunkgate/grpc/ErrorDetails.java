package io.chunkgate.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.rpc.RetryInfo;
import io.chunkgate.proto.rpc.Status;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcHeaderNames;
import java.util.Base64;

/** Encodes an error as gRPC clients expect it: its message, and its details as a {@code google.rpc.Status} in base64. */
final class ErrorDetails {
    static final String TRAILER = "grpc-status-details-bin";

    private static final String DOMAIN = "chunkgate";
    private static final int RETRY_SECONDS = 1;

    private ErrorDetails() {}

    /** Adds the message and the details, but not the number of the status. Vert.x would encode more of the message than needed. */
    static void addTo(MultiMap trailers, GrpcException error) {
        String message = String.valueOf(error.getMessage());
        trailers.set(GrpcHeaderNames.GRPC_MESSAGE, PercentCoding.encode(message, b -> b >= ' ' && b < 0x7F && b != '%'))
                .set(TRAILER, encode(error));
    }

    private static String encode(GrpcException error) {
        Status.Builder status = Status.newBuilder()
                .setCode(error.code().number())
                .setMessage(String.valueOf(error.getMessage()))
                .addDetails(Any.pack(info(error)));
        if (error.isRetryable()) {
            status.addDetails(Any.pack(retry()));
        }
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(status.build().toByteArray());
    }

    private static ErrorInfo info(GrpcException error) {
        return ErrorInfo.newBuilder()
                .setReason(error.reason())
                .setDomain(DOMAIN)
                .putAllMetadata(error.metadata())
                .build();
    }

    private static RetryInfo retry() {
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(RETRY_SECONDS))
                .build();
    }
}
