package io.chunkgate.grpc;

import com.google.protobuf.Message;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call. Whatever ends it, one status goes out at most. It goes behind the messages and not before the
 * client took them: Vert.x 5.0.12 would fail with a NullPointerException when the stream is closed while trailers wait. A
 * client that does not take them is reset.
 *
 * @param <A> the method's answer
 */
final class GrpcResponse<A extends Message> {
    private static final int NO_ERROR = 0;
    /** Clients stop when they see the status; one that did not by then is stopped. */
    private static final long STOP_MILLIS = 1000;

    private static final long NONE = -1;

    private final ServerContext server;
    private final GrpcExchange exchange;
    private final GrpcServerRequest<?, A> call;
    private Runnable onLost = () -> {};
    private long deadlineTimer = NONE;
    private long stallTimer = NONE;
    private long stopTimer = NONE;
    private int waitingMessages;
    private @Nullable Runnable ending;
    private boolean over;

    GrpcResponse(ServerContext server, GrpcExchange exchange, GrpcServerRequest<?, A> call) {
        this.server = server;
        this.exchange = exchange;
        this.call = call;
    }

    /**
     * To be called first.
     *
     * @param onLost    run once, when the client went away before the end
     * @param onExpired gets the reason when the call's deadline passes before the end
     */
    void begin(Runnable onLost, Consumer<StoreException> onExpired) {
        this.onLost = onLost;
        exchange.response().closeHandler(closed -> closed());
        call.errorHandler(error -> lost());
        keepDeadline(onExpired);
    }

    /** Nothing more can be sent. */
    boolean isOver() {
        return over;
    }

    GrpcServerResponse<?, A> response() {
        return call.response();
    }

    /** Sends a message; the result comes when the socket took it. */
    Future<Void> send(A message) {
        if (over) {
            return Future.failedFuture(Failures.connectionLost());
        }
        waitingMessages++;
        return call.response().write(message).onComplete(taken -> {
            waitingMessages--;
            endWhenTaken();
        });
    }

    /** Ends well. */
    void end() {
        end(() -> call.response().end());
    }

    /** As {@link #fail}, of a call that came to no transfer. */
    void refuse(Throwable cause) {
        GrpcError refusal = GrpcError.of(cause);
        if (ending == null && refusal.code() != ErrorCode.ABORTED) {
            Rejections.of(server.vertx())
                    .request(
                            Listener.GRPC.label(),
                            refusal.code(),
                            exchange.requestInfo(),
                            String.valueOf(refusal.getMessage()));
        }
        fail(cause);
    }

    /** Ends with an error and what is known of it. */
    void fail(Throwable cause) {
        GrpcError refusal = GrpcError.of(cause);
        end(() -> {
            GrpcStatus status = Statuses.of(refusal.code());
            call.response().trailers().set(ErrorDetails.TRAILER, ErrorDetails.encode(refusal));
            call.response().status(status).statusMessage(refusal.getMessage()).end();
        });
    }

    /** Breaks the stream off, with no status. */
    void reset() {
        if (!over) {
            close();
            call.response().cancel();
        }
    }

    /** Forgets the call: nothing is to be sent any more. */
    void close() {
        over = true;
        server.vertx().cancelTimer(deadlineTimer);
        server.vertx().cancelTimer(stallTimer);
    }

    /** In place of Vert.x's timer, which would put the status behind messages that a stalled client does not take. */
    private void keepDeadline(Consumer<StoreException> onExpired) {
        Timer ofVertx = call.deadline();
        if (ofVertx != null && ofVertx.cancel()) {
            String passed = "the call took longer than its deadline of " + call.timeout() + " ms";
            StoreException reason = new StoreException(ErrorCode.DEADLINE_EXCEEDED, passed);
            deadlineTimer = server.vertx().setTimer(call.timeout(), id -> onExpired.accept(reason));
        }
    }

    private void closed() {
        server.vertx().cancelTimer(stopTimer);
        lost();
    }

    private void lost() {
        if (!over) {
            close();
            onLost.run();
        }
    }

    private void end(Runnable how) {
        if (ending == null) {
            ending = how;
            endWhenTaken();
        }
    }

    private void endWhenTaken() {
        if (over || ending == null) {
            return;
        }
        if (waitingMessages > 0) {
            resetWhenStalled();
            return;
        }
        close();
        ending.run();
        stopClient();
    }

    private void resetWhenStalled() {
        long millis = server.config().grpc().stallTimeoutMillis();
        if (stallTimer == NONE && millis > 0) {
            stallTimer = server.vertx().setTimer(millis, id -> reset());
        }
    }

    /** A client that goes on sending is told to keep it (RFC 9113, section 8.1). */
    private void stopClient() {
        boolean http2 = exchange.response().streamId() >= 0;
        if (http2 && !exchange.http().isEnded()) {
            stopTimer = server.vertx()
                    .setTimer(STOP_MILLIS, id -> exchange.response().reset(NO_ERROR));
        }
    }
}
