package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.rpc.RetryInfo;
import io.chunkgate.proto.rpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call that ended with a status.
 *
 * @param reason  the message of an error
 * @param details of an error
 */
record CallOutcome<A>(List<A> messages, MultiMap headers, GrpcStatus status, String reason, @Nullable Status details) {

    static @Nullable Status details(@Nullable String trailer) {
        try {
            return trailer == null ? null : Status.parseFrom(Base64.getDecoder().decode(trailer));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    CallOutcome<A> assertOk() {
        assertThat(status).as(reason).isEqualTo(GrpcStatus.OK);
        return this;
    }

    /** Also asserts that the details match the status. */
    ErrorInfo assertFailed(GrpcStatus expected) throws Exception {
        assertThat(status).as(reason).isEqualTo(expected);
        assertThat(details).isNotNull();
        assertThat(details.getCode()).isEqualTo(expected.code);
        assertThat(details.getMessage()).isEqualTo(reason);
        ErrorInfo info = details.getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getDomain()).isEqualTo("chunkgate");
        return info;
    }

    boolean hasRetryDelay() {
        return details != null && details.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
    }

    /** The response of a unary method. */
    A only() {
        assertOk();
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    A last() {
        return messages.get(messages.size() - 1);
    }
}
