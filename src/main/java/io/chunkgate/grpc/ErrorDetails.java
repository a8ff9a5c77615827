package io.chunkgate.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.rpc.RetryInfo;
import io.chunkgate.proto.rpc.Status;
import java.util.Base64;

/** The details of an error as gRPC sends them: a {@code google.rpc.Status}, in base64, in a trailer. */
final class ErrorDetails {
    static final String TRAILER = "grpc-status-details-bin";

    private static final String DOMAIN = "chunkgate";
    private static final int RETRY_SECONDS = 1;

    private ErrorDetails() {}

    /** The trailer's value. */
    static String encode(GrpcError refusal) {
        Status.Builder status = Status.newBuilder()
                .setCode(refusal.code().number())
                .setMessage(String.valueOf(refusal.getMessage()))
                .addDetails(Any.pack(info(refusal)));
        if (refusal.isPassing()) {
            status.addDetails(Any.pack(retry()));
        }
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(status.build().toByteArray());
    }

    private static ErrorInfo info(GrpcError refusal) {
        return ErrorInfo.newBuilder()
                .setReason(refusal.reason())
                .setDomain(DOMAIN)
                .putAllMetadata(refusal.metadata())
                .build();
    }

    private static RetryInfo retry() {
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(RETRY_SECONDS))
                .build();
    }
}
