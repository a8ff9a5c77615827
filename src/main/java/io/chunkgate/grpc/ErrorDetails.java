package io.chunkgate.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.rpc.RetryInfo;
import io.chunkgate.proto.rpc.Status;
import java.util.Base64;

/** Encodes the details of an error as gRPC clients expect them: a {@code google.rpc.Status} in base64 in a trailer. */
final class ErrorDetails {
    static final String TRAILER = "grpc-status-details-bin";

    private static final String DOMAIN = "chunkgate";
    private static final int RETRY_SECONDS = 1;

    private ErrorDetails() {}

    /** Returns the value of the trailer. */
    static String encode(GrpcException error) {
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
