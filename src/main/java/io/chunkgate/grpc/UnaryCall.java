package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.BiFunction;

/** One call of a method that takes one message and answers with one. */
final class UnaryCall {
    private UnaryCall() {}

    /**
     * Serves a call, of which only the head was read so far.
     *
     * @param method gets the store as the client of the call sees it; may throw what it could also fail with
     */
    static <Q extends Message, A extends Message> void serve(
            ServerContext server,
            GrpcExchange exchange,
            GrpcServerRequest<Q, A> call,
            Parser<Q> parser,
            BiFunction<FileStore, Q, Future<A>> method) {
        GrpcResponse<A> reply = new GrpcResponse<>(server, exchange, call);
        reply.begin(() -> {}, reply::refuse);
        OneMessage.of(call)
                .map(message -> parse(parser, message))
                .compose(question -> method.apply(exchange.server().store(), question))
                .onSuccess(result -> {
                    reply.send(result);
                    reply.end();
                })
                .onFailure(reply::refuse);
    }

    private static <Q extends Message> Q parse(Parser<Q> parser, Buffer message) {
        try {
            return parser.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: not the method's request");
        }
    }
}
