package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Function;

/**
 * A call with any number of request messages, each of which gets one response message. The next request is read when the client
 * has taken the response to the one before, which bounds the memory of a client that does not read.
 */
final class MessagePairs<Q extends Message, A> {
    private final GrpcServerRequest<Q, A> call;
    private final GrpcResponse<A> response;
    private final Q type;
    private final Function<Q, A> method;

    private MessagePairs(GrpcExchange exchange, GrpcServerRequest<Q, A> call, Q type, Function<Q, A> method) {
        this.call = call;
        this.response = new GrpcResponse<>(exchange, call);
        this.type = type;
        this.method = method;
    }

    /**
     * Serves a call, of which only the head was read so far.
     *
     * @param type the default instance of the request message
     */
    static <Q extends Message, A> void serve(
            GrpcExchange exchange, GrpcServerRequest<Q, A> call, Q type, Function<Q, A> method) {
        MessagePairs<Q, A> pairs = new MessagePairs<>(exchange, call, type, method);
        pairs.response.begin(call::resume, pairs::fail);
        call.messageHandler(pairs::received).endHandler(v -> pairs.response.end());
        call.invalidMessageHandler(invalid -> pairs.fail(GrpcException.messageTooLarge()));
        call.pause().fetch(1);
    }

    private void received(GrpcMessage message) {
        if (response.isOver()) {
            return;
        }
        try {
            Buffer payload = message.payload();
            response.send(method.apply(OneMessage.parse(type, payload))).onSuccess(written -> call.fetch(1));
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Reads and drops what the client still sends. */
    private void fail(Throwable cause) {
        response.refuse(cause);
        call.resume();
    }
}
