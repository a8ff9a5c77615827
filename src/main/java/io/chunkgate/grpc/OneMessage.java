package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/** Takes the one message of a request that has no more. */
final class OneMessage {
    private final Promise<Buffer> taken = Promise.promise();
    private @Nullable Buffer message;

    private OneMessage() {}

    /** The bytes of the message, when the request ended; fails when there are several or none, or it is too large. */
    static Future<Buffer> of(GrpcServerRequest<?, ?> call) {
        OneMessage one = new OneMessage();
        call.messageHandler(one::received).endHandler(v -> one.requested());
        call.invalidMessageHandler(invalid -> one.taken.tryFail(GrpcError.messageTooLarge()));
        return one.taken.future();
    }

    private void received(GrpcMessage received) {
        if (message == null) {
            message = received.payload();
        } else {
            taken.tryFail(count("several"));
        }
    }

    private void requested() {
        if (message == null) {
            taken.tryFail(count("0"));
        } else {
            taken.tryComplete(message);
        }
    }

    private static StoreException count(String count) {
        return StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", count, "1");
    }
}
