package io.chunkgate.grpc;

import io.chunkgate.server.ServerContext;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Share;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A call of Watch: the status at once, and again whenever it changes, until the client cancels or the server stops. A status
 * is sent after the client has taken the one before, so that a client that does not read holds one. Used by one event loop.
 */
final class HealthWatch {
    private static final long PERIOD_MILLIS = 1000;

    private final GrpcExchange exchange;
    private final GrpcResponse<HealthCheckResponse> response;
    private final Promise<Void> over = Promise.promise();
    private Future<?> sending = Future.succeededFuture();
    private @Nullable ServingStatus sent;
    private boolean isKnown;

    private HealthWatch(GrpcExchange exchange, GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call) {
        this.exchange = exchange;
        this.response = new GrpcResponse<>(exchange, call);
    }

    /** Serves a call, of which only the head was read so far. */
    static void serve(
            GrpcExchange exchange,
            GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call,
            Predicate<String> isKnown) {
        HealthWatch watch = new HealthWatch(exchange, call);
        watch.response.begin(watch.over::tryComplete, watch::fail);
        OneMessage.of(call, HealthCheckRequest.getDefaultInstance())
                .compose(request -> exchange.client()
                        .within(Share.EVENT_STREAMS, () -> watch.start(isKnown.test(request.getService()))))
                .onFailure(watch.response::refuse);
    }

    /** The status of each service: the gateway serves all of them or none. */
    static Future<ServingStatus> status(ServerContext server) {
        return server.health().ready().map(report -> report.isOk() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    private Future<Void> start(boolean known) {
        isKnown = known;
        Vertx vertx = exchange.server().vertx();
        long timer = vertx.setPeriodic(PERIOD_MILLIS, id -> update());
        over.future().onComplete(ended -> vertx.cancelTimer(timer));
        update();
        return over.future();
    }

    private void update() {
        if (over.future().isComplete() || !sending.isComplete()) {
            return;
        }
        sending = (isKnown ? status(exchange.server()) : Future.succeededFuture(ServingStatus.SERVICE_UNKNOWN))
                .compose(this::send)
                .onComplete(taken -> endIfDraining());
    }

    private Future<Void> send(ServingStatus status) {
        if (response.isOver() || status == sent) {
            return Future.succeededFuture();
        }
        sent = status;
        return response.send(HealthService.response(status));
    }

    /** Else the stream would keep the server from stopping. */
    private void endIfDraining() {
        if (exchange.server().health().isDraining()) {
            fail(StoreException.temporary("the server is shutting down"));
        }
    }

    private void fail(StoreException reason) {
        over.tryComplete();
        response.fail(reason);
    }
}
