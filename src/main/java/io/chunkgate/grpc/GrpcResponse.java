package io.chunkgate.grpc;

import io.chunkgate.server.FaultScope;
import io.chunkgate.server.net.Http2Streams;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The response to a call: messages, then one status at most. The status is sent only after the client has taken the messages and
 * while the socket takes more, and not when the client's reset has failed the messages: Vert.x 5.0.12 fails with a
 * NullPointerException when a stream is closed while trailers wait. A client that takes nothing is reset.
 *
 * @param <A> the method's response message
 */
final class GrpcResponse<A> {
    private static final long NONE = -1;
    private static final long CHECK_MILLIS = 10;

    private final GrpcExchange exchange;
    private final GrpcServerRequest<?, A> call;
    private Runnable onConnectionLost = () -> {};
    private long deadlineTimer = NONE;
    private long stallTimer = NONE;
    private int waitingMessages;
    private @Nullable Runnable ending;
    private boolean over;

    GrpcResponse(GrpcExchange exchange, GrpcServerRequest<?, A> call) {
        this.exchange = exchange;
        this.call = call;
        FaultScope.current().ifPresent(scope -> scope.respondWith(this::refuse));
    }

    /**
     * Starts to watch the connection and the deadline. Call this first.
     *
     * @param onConnectionLost run once, when the client disconnects or cancels before the end
     * @param onExpired        gets the reason when the call's deadline passes before the end
     */
    void begin(Runnable onConnectionLost, Consumer<StoreException> onExpired) {
        this.onConnectionLost = onConnectionLost;
        exchange.response().closeHandler(closed -> connectionLost());
        call.errorHandler(error -> connectionLost());
        scheduleDeadline(onExpired);
    }

    /** Whether nothing more can be sent. */
    boolean isOver() {
        return over;
    }

    /** Sends a message; succeeds when the socket has taken it. */
    Future<Void> send(A message) {
        if (over) {
            return Future.failedFuture(Failures.connectionLost());
        }
        waitingMessages++;
        return call.response().write(message).onComplete(written -> {
            waitingMessages--;
            endWhenWritten();
        });
    }

    /** Ends with status OK. */
    void end() {
        end(() -> call.response().end());
    }

    /** As {@link #fail}, and counts a call that failed before its transfer was registered. */
    void refuse(Throwable cause) {
        GrpcException error = GrpcException.of(cause);
        if (ending == null && error.code() != ErrorCode.ABORTED) {
            Rejections.of(vertx())
                    .request(
                            Listener.GRPC.label(),
                            error.code(),
                            exchange.client().info(),
                            String.valueOf(error.getMessage()));
        }
        fail(cause);
    }

    /** Ends with an error and its details. */
    void fail(Throwable cause) {
        GrpcException error = GrpcException.of(cause);
        end(() -> {
            ErrorDetails.addTo(call.response().trailers(), error);
            call.response().status(GrpcException.statusOf(error.code())).end();
        });
    }

    /** Resets the stream without a status. */
    void reset() {
        if (!over) {
            close();
            call.response().cancel();
        }
    }

    /** Ends the call here, without sending anything. */
    void close() {
        over = true;
        vertx().cancelTimer(deadlineTimer);
        vertx().cancelTimer(stallTimer);
    }

    /** Replaces Vert.x's timer, which would queue the status behind messages that a stalled client does not take. */
    private void scheduleDeadline(Consumer<StoreException> onExpired) {
        Timer deadline = call.deadline();
        if (deadline != null) {
            deadline.cancel();
        }
        GrpcTimeout.millis(exchange.http()).ifPresent(millis -> {
            String message = "the call took longer than its deadline of " + millis + " ms";
            StoreException reason = new StoreException(ErrorCode.DEADLINE_EXCEEDED, message);
            deadlineTimer = vertx().setTimer(millis, id -> onExpired.accept(reason));
        });
    }

    private void connectionLost() {
        if (!over) {
            close();
            onConnectionLost.run();
        }
    }

    private void end(Runnable sendStatus) {
        if (ending == null) {
            ending = sendStatus;
            endWhenWritten();
        }
    }

    private void endWhenWritten() {
        if (over || ending == null) {
            return;
        }
        if (waitingMessages > 0) {
            resetWhenStalled();
            return;
        }
        if (!Http2Streams.isOpen(exchange.http())) {
            close();
        } else if (Http2Streams.isSocketWritable(exchange.http())) {
            close();
            ending.run();
        } else {
            resetWhenStalled();
            vertx().setTimer(CHECK_MILLIS, id -> endWhenWritten());
        }
    }

    private void resetWhenStalled() {
        long millis = exchange.server().config().grpc().stallTimeoutMillis();
        if (stallTimer == NONE && millis > 0) {
            stallTimer = vertx().setTimer(millis, id -> reset());
        }
    }

    private Vertx vertx() {
        return exchange.server().vertx();
    }
}
