package io.chunkgate.client.grpc;

import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call with streams both ways. Everything happens on the call's context. */
final class GrpcCall<Q, A> {
    /** Often enough that neither side takes the other for gone. */
    private static final long PING_MILLIS = 20_000;

    private static final int PING_BYTES = 8;
    /** What waits in a broken call passes several queues of Vert.x, each in a step of its own. */
    private static final int QUIET_STEPS = 8;

    /** Kept from being closed while this call goes on. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final GrpcCalls calls;

    private final Vertx vertx;
    private final BoundContext home;
    private final GrpcClientRequest<Q, A> request;
    private final Promise<Void> end = Promise.promise();
    private Promise<Void> sending = Promise.promise();
    private @Nullable GrpcClientResponse<Q, A> response;
    private boolean paused;
    private boolean broken;
    private long messageCount;

    GrpcCall(Vertx vertx, GrpcCalls calls, GrpcClientRequest<Q, A> request) {
        this.vertx = vertx;
        this.home = BoundContext.current(vertx);
        this.calls = calls;
        this.request = request;
        long pings =
                vertx.setPeriodic(PING_MILLIS, tick -> request.connection().ping(Buffer.buffer(new byte[PING_BYTES])));
        end.future().onComplete(over -> vertx.cancelTimer(pings)).onComplete(this::over);
        request.exceptionHandler(this::broken);
        // The call tells what happened; without this, Vert.x would log it as well.
        request.connection().exceptionHandler(known -> {});
    }

    /** The call's context. */
    BoundContext home() {
        return home;
    }

    /**
     * Takes the answers. To be called before the first message is sent.
     *
     * @param message gets each
     * @return completes when the last has come and the status is OK, fails otherwise
     */
    Future<Void> listen(Consumer<A> message) {
        request.response().onFailure(this::broken).onSuccess(reply -> {
            response = reply;
            reply.errorHandler(reset -> broken(new ClientException(ErrorCode.UNAVAILABLE, "call was reset")));
            reply.exceptionHandler(this::broken);
            reply.endHandler(ended -> ended(reply));
            reply.handler(next -> {
                messageCount++;
                message.accept(next);
            });
            if (paused) {
                reply.pause();
            }
        });
        return end.future();
    }

    /** Completes when more is welcome; fails when the call has ended. One message at a time. */
    Future<Void> send(Q message) {
        Promise<Void> welcome = Promise.promise();
        sending = welcome;
        if (end.future().isComplete()) {
            over(end.future());
        } else {
            // A failed write is told by the end, which knows better why.
            request.write(message).onSuccess(welcome::tryComplete);
        }
        return welcome.future();
    }

    /** Sends the last message. */
    void sendLast(Q message) {
        request.end(message);
    }

    /** Says that no message follows. */
    void finish() {
        request.end();
    }

    /** Completes as what {@link #listen} returned. */
    Future<Void> end() {
        return end.future();
    }

    /** Sends the only message, and takes the only answer. */
    Future<A> ask(Q message) {
        Promise<A> reply = Promise.promise();
        Future<Void> ended = listen(reply::tryComplete);
        sendLast(message);
        return ended.compose(ok -> reply.future());
    }

    /** Asks the gateway to wait; some more may arrive. */
    void pause() {
        paused = true;
        if (response != null && !broken) {
            response.pause();
        }
    }

    /** Asks it to go on. */
    void resume() {
        paused = false;
        if (response != null) {
            response.resume();
        }
    }

    /** Ends it. Nothing happens when it has ended. */
    void cancel() {
        if (end.tryFail(new ClientException(ErrorCode.ABORTED, "cancelled"))) {
            request.cancel();
        }
    }

    private void ended(GrpcClientResponse<Q, A> reply) {
        if (reply.status() == GrpcStatus.OK) {
            end.tryComplete();
        } else {
            end.tryFail(GrpcFailure.of(reply.status(), reply.statusMessage()));
        }
    }

    private void over(AsyncResult<Void> ended) {
        sending.tryFail(ended.failed() ? ended.cause() : tooEarly());
    }

    /** What came before the call broke, and waits in a paused response, is taken first. */
    private void broken(Throwable cause) {
        if (!broken) {
            broken = true;
            resume();
            failWhenQuiet(ClientException.of(cause), QUIET_STEPS);
        }
    }

    private void failWhenQuiet(ClientException cause, int steps) {
        long before = messageCount;
        vertx.runOnContext(step -> {
            if (steps == 0) {
                end.tryFail(cause);
            } else {
                failWhenQuiet(cause, messageCount == before ? steps - 1 : QUIET_STEPS);
            }
        });
    }

    private static ClientException tooEarly() {
        return new ClientException(ErrorCode.INTERNAL, "call has ended before its last message");
    }
}
