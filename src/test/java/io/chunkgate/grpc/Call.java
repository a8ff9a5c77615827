package io.chunkgate.grpc;

import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running call whose response head has arrived. For any thread. */
final class Call {
    private final GrpcClientRequest<Request, Response> request;
    private final GrpcClientResponse<Request, Response> response;
    private final Context context = Vertx.currentContext();
    private final Queue<Response> messages = new ConcurrentLinkedQueue<>();
    private final Promise<Reply> end = Promise.promise();

    private Call(GrpcClientRequest<Request, Response> request, GrpcClientResponse<Request, Response> response) {
        this.request = request;
        this.response = response;
    }

    /** Must be called when the head arrives, on the context of the call. */
    static Call of(
            GrpcClientRequest<Request, Response> request,
            GrpcClientResponse<Request, Response> response,
            @Nullable Consumer<Response> receiver) {
        Call call = new Call(request, response);
        response.handler(receiver == null ? call.messages::add : receiver::accept);
        response.errorHandler(error -> call.end.tryFail("reset: " + error));
        response.exceptionHandler(call.end::tryFail);
        response.endHandler(v -> call.end.tryComplete(call.reply()));
        return call;
    }

    MultiMap headers() {
        return response.headers();
    }

    /** Delivers at most this many messages; Vert.x reads a few more from the network. */
    void fetchOnly(long count) {
        response.pause();
        response.fetch(count);
    }

    void resume() {
        context.runOnContext(v -> response.resume());
    }

    void cancel() {
        context.runOnContext(v -> request.cancel());
    }

    void dropConnection() {
        request.connection().close();
    }

    Future<Reply> end() {
        return end.future();
    }

    Reply await() throws Exception {
        return end().await(180, TimeUnit.SECONDS);
    }

    private Reply reply() {
        String inHeaders = response.headers().get("grpc-message");
        String reason = inHeaders == null ? response.trailers().get("grpc-message") : inHeaders;
        String decoded = reason == null ? null : PercentCoding.decode(reason);
        return new Reply(response.headers(), List.copyOf(messages), response.status(), decoded);
    }
}
