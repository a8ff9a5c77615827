package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.vertx.core.Future;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.BiFunction;

/** A call of a method with one request and one response message. */
final class UnaryCall {
    private UnaryCall() {}

    /**
     * Serves a call, of which only the head was read so far.
     *
     * @param type   the default instance of the request message
     * @param method gets the client; may throw what its future could fail with
     */
    static <Q extends Message, A extends Message> void serve(
            GrpcExchange exchange, GrpcServerRequest<Q, A> call, Q type, BiFunction<Client, Q, Future<A>> method) {
        GrpcResponse<A> response = new GrpcResponse<>(exchange, call);
        response.begin(() -> {}, response::refuse);
        OneMessage.of(call, type)
                .compose(request -> {
                    Future<A> result = method.apply(exchange.client(), request);
                    IdleTimeoutSuppressor.until(exchange.http(), result);
                    return result;
                })
                .onSuccess(result -> {
                    response.send(result);
                    response.end();
                })
                .onFailure(response::refuse);
    }
}
