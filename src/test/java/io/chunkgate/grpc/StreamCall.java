package io.chunkgate.grpc;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.ServiceMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of any method, whose messages a test sends and receives one by one. For any thread. */
final class StreamCall<Q, A> {
    private static final int MAX_MESSAGE_BYTES = 8 << 20;
    private static final int PATIENCE_SECONDS = 20;

    private final GrpcClientRequest<Q, A> request;
    private final Context context;
    private final BlockingQueue<A> arrived = new LinkedBlockingQueue<>();
    private final Promise<CallOutcome<A>> end = Promise.promise();
    private final List<A> all = new ArrayList<>();
    private volatile @Nullable Consumer<A> taker;
    private volatile boolean stalled;

    private StreamCall(GrpcClientRequest<Q, A> request, Context context) {
        this.request = request;
        this.context = context;
        request.response().onSuccess(this::receive).onFailure(end::tryFail);
        request.exceptionHandler(end::tryFail);
    }

    /** A client with a connection of its own, which lives as long as the test. */
    static GrpcClient client(Vertx vertx) {
        return CheckedVertx.retain(
                GrpcClient.client(vertx, new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES)));
    }

    static <Q, A> StreamCall<Q, A> open(GrpcClient client, int port, ServiceMethod<A, Q> method) throws Exception {
        return open(client, port, method, 0);
    }

    /** @param timeoutMillis the call's deadline; 0 for none */
    static <Q, A> StreamCall<Q, A> open(GrpcClient client, int port, ServiceMethod<A, Q> method, long timeoutMillis)
            throws Exception {
        return client.request(SocketAddress.inetSocketAddress(port, "127.0.0.1"), method)
                .map(request -> {
                    if (timeoutMillis > 0) {
                        request.timeout(timeoutMillis, TimeUnit.MILLISECONDS);
                    }
                    return new StreamCall<>(request, Vertx.currentContext());
                })
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Calls with one message and waits for the end. */
    static <Q, A> CallOutcome<A> call(GrpcClient client, int port, ServiceMethod<A, Q> method, Q message)
            throws Exception {
        StreamCall<Q, A> call = open(client, port, method);
        call.sendLast(message);
        return call.await();
    }

    Future<Void> send(Q message) {
        return request.write(message);
    }

    void sendLast(Q message) {
        request.end(message);
    }

    void halfClose() {
        request.end();
    }

    void cancel() {
        context.runOnContext(v -> request.cancel());
    }

    void dropConnection() {
        request.connection().close();
    }

    /** Passes messages on instead of collecting them; call this before the request is sent. */
    void takeWith(Consumer<A> taker) {
        this.taker = taker;
    }

    /** Reads no message, so that the gateway cannot send them; call this before the request is sent. */
    void takeNothing() {
        stalled = true;
    }

    HttpConnection connection() {
        return request.connection();
    }

    /** Waits for the next message. */
    A next() throws Exception {
        A message = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message; end: " + end.future());
        }
        return message;
    }

    /** Whether no message waits for {@link #next}. */
    boolean isEmpty() {
        return arrived.isEmpty();
    }

    Future<CallOutcome<A>> end() {
        return end.future();
    }

    CallOutcome<A> await() throws Exception {
        return end().await(60, TimeUnit.SECONDS);
    }

    private void receive(GrpcClientResponse<Q, A> response) {
        if (stalled) {
            response.pause();
        }
        response.handler(message -> {
            Consumer<A> taker = this.taker;
            if (taker != null) {
                taker.accept(message);
            } else {
                all.add(message);
                arrived.add(message);
            }
        });
        response.errorHandler(error -> end.tryFail("reset: " + error));
        response.exceptionHandler(end::tryFail);
        response.endHandler(v -> end.tryComplete(outcome(response)));
    }

    private CallOutcome<A> outcome(GrpcClientResponse<Q, A> response) {
        String reason = last(response, "grpc-message");
        return new CallOutcome<>(
                List.copyOf(all),
                response.headers(),
                response.status(),
                reason == null ? "" : PercentCoding.decode(reason),
                CallOutcome.details(last(response, ErrorDetails.TRAILER)));
    }

    private static @Nullable String last(GrpcClientResponse<?, ?> response, String name) {
        String inHeaders = response.headers().get(name);
        return inHeaders == null ? response.trailers().get(name) : inHeaders;
    }
}
