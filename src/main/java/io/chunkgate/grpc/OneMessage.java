package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/** Receives the only message of a request. */
final class OneMessage {
    private final Promise<Buffer> received = VertxInternals.promise();
    private @Nullable Buffer message;

    private OneMessage() {}

    /**
     * Succeeds with the message when the request has ended. Fails with {@code INVALID_ARGUMENT} for another number of messages
     * or a malformed one, and with {@code RESOURCE_EXHAUSTED} for one that is too large.
     *
     * @param type the default instance of the request message
     */
    static <Q extends Message> Future<Q> of(GrpcServerRequest<?, ?> call, Q type) {
        OneMessage one = new OneMessage();
        call.messageHandler(one::received).endHandler(v -> one.ended());
        call.invalidMessageHandler(invalid -> one.received.tryFail(GrpcException.messageTooLarge()));
        return one.received.future().map(message -> parse(type, message));
    }

    private void received(GrpcMessage next) {
        if (message == null) {
            message = next.payload();
        } else {
            received.tryFail(unexpectedCount("several"));
        }
    }

    private void ended() {
        if (message == null) {
            received.tryFail(unexpectedCount("0"));
        } else {
            received.tryComplete(message);
        }
    }

    private static StoreException unexpectedCount(String count) {
        return StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", count, "1");
    }

    /** @throws StoreException {@code INVALID_ARGUMENT} for a malformed message */
    @SuppressWarnings("unchecked") // A parser returns messages of the type that it is taken from.
    static <Q extends Message> Q parse(Q type, Buffer message) {
        try {
            return (Q) type.getParserForType().parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw malformed(type.getDescriptorForType().getFullName());
        }
    }

    /** @param type the full name of the expected message */
    static StoreException malformed(String type) {
        return new StoreException(ErrorCode.INVALID_ARGUMENT, "message: malformed (expected: " + type + ")");
    }
}
