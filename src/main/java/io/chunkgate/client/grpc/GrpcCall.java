package io.chunkgate.client.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.rpc.Status;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A bidirectional call. All methods are called on the call's context. */
final class GrpcCall<Q, A> {
    /** Shorter than the idle timeouts of both sides. */
    private static final long PING_MILLIS = 20_000;

    private static final int PING_BYTES = 8;
    /** A {@code google.rpc.Status} in base64. */
    private static final String DETAILS = "grpc-status-details-bin";
    /** Messages of a broken call pass through several queues of Vert.x, each in its own iteration of the event loop. */
    private static final int IDLE_ITERATIONS = 8;

    /** Referenced so that Vert.x does not close the client during the call. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final GrpcGateway gateway;

    private final Vertx vertx;
    private final BoundContext context;
    private final GrpcClientRequest<Q, A> request;
    private final Promise<Void> end = Promise.promise();
    private Promise<Void> sending = Promise.promise();
    private @Nullable GrpcClientResponse<Q, A> response;
    private boolean paused;
    private boolean broken;
    private long messageCount;

    GrpcCall(Vertx vertx, GrpcGateway gateway, GrpcClientRequest<Q, A> request) {
        this.vertx = vertx;
        this.context = BoundContext.current(vertx);
        this.gateway = gateway;
        this.request = request;
        long pings =
                vertx.setPeriodic(PING_MILLIS, tick -> request.connection().ping(Buffer.buffer(new byte[PING_BYTES])));
        end.future().onComplete(v -> vertx.cancelTimer(pings)).onComplete(this::failSending);
        request.exceptionHandler(this::broken);
        // The call reports the failure; without a handler, Vert.x would log it as well.
        request.connection().exceptionHandler(ignored -> {});
    }

    BoundContext context() {
        return context;
    }

    /**
     * Receives the messages of the gateway. Must be called before the first message is sent.
     *
     * @param messageHandler is called with each message
     * @return completes after the last message if the status is OK, fails otherwise
     */
    Future<Void> receive(Consumer<A> messageHandler) {
        request.response().onFailure(this::broken).onSuccess(reply -> {
            response = reply;
            reply.errorHandler(reset -> broken(new ClientException(ErrorCode.UNAVAILABLE, "call was reset")));
            reply.exceptionHandler(this::broken);
            reply.endHandler(v -> ended(reply));
            reply.handler(message -> {
                messageCount++;
                messageHandler.accept(message);
            });
            if (paused) {
                reply.pause();
            }
        });
        return end.future();
    }

    /** Completes when the next message can be sent; fails when the call has ended. One message at a time. */
    Future<Void> send(Q message) {
        Promise<Void> sent = Promise.promise();
        sending = sent;
        if (end.future().isComplete()) {
            failSending(end.future());
        } else {
            // The end of the call reports a failed write, with its cause.
            request.write(message).onSuccess(sent::tryComplete);
        }
        return sent.future();
    }

    /** Sends the last message. */
    void sendLast(Q message) {
        request.end(message);
    }

    /** Sends the only request message, and receives the only response message. */
    Future<A> unary(Q message) {
        Promise<A> reply = Promise.promise();
        Future<Void> ended = receive(reply::tryComplete);
        sendLast(message);
        return ended.compose(ok -> reply.future());
    }

    /** Stops reading; messages that were already received may still be delivered. */
    void pause() {
        paused = true;
        if (response != null && !broken) {
            response.pause();
        }
    }

    void resume() {
        paused = false;
        if (response != null) {
            response.resume();
        }
    }

    /** Cancels the call. Ignored after its end. */
    void cancel() {
        if (end.tryFail(new ClientException(ErrorCode.ABORTED, "cancelled"))) {
            request.cancel();
        }
    }

    private void ended(GrpcClientResponse<Q, A> response) {
        if (response.status() == GrpcStatus.OK) {
            end.tryComplete();
        } else {
            end.tryFail(new ClientException(code(response), message(response)));
        }
    }

    /** The message of the status, which Vert.x 5.0.7 would decode like a form, with a space for each plus sign. */
    private static String message(GrpcClientResponse<?, ?> response) {
        String encoded = field(response, GrpcHeaderNames.GRPC_MESSAGE);
        if (encoded == null) {
            return "gRPC status " + response.status();
        }
        try {
            return PercentCoding.decode(encoded);
        } catch (IllegalArgumentException notEncoded) {
            return encoded;
        }
    }

    /** The trailers, which are in the headers of a response without a message. */
    private static @Nullable String field(GrpcClientResponse<?, ?> response, CharSequence name) {
        String inHeaders = response.headers().get(name);
        return inHeaders == null ? response.trailers().get(name) : inHeaders;
    }

    /** Both have the canonical codes of gRPC, except for the one that gRPC has no code for. */
    private static ErrorCode code(GrpcClientResponse<?, ?> response) {
        return switch (response.status()) {
            case CANCELLED -> ErrorCode.UNAVAILABLE;
            case OK -> ErrorCode.INTERNAL;
            case UNKNOWN ->
                hasReason(response, ErrorCode.UNKNOWN_DURABILITY.name())
                        ? ErrorCode.UNKNOWN_DURABILITY
                        : ErrorCode.INTERNAL;
            default -> ErrorCode.valueOf(response.status().name());
        };
    }

    private static boolean hasReason(GrpcClientResponse<?, ?> response, String reason) {
        String details = Objects.requireNonNullElse(field(response, DETAILS), "");
        try {
            for (Any detail :
                    Status.parseFrom(Base64.getDecoder().decode(details)).getDetailsList()) {
                if (detail.is(ErrorInfo.class)
                        && detail.unpack(ErrorInfo.class).getReason().equals(reason)) {
                    return true;
                }
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
            // Of another server.
        }
        return false;
    }

    private void failSending(AsyncResult<Void> ended) {
        sending.tryFail(
                ended.failed()
                        ? ended.cause()
                        : new ClientException(ErrorCode.INTERNAL, "call ended before its last message was sent"));
    }

    /** Delivers the messages that a paused response still holds before the failure. */
    private void broken(Throwable cause) {
        if (!broken) {
            broken = true;
            resume();
            failWhenIdle(ClientException.of(cause), IDLE_ITERATIONS);
        }
    }

    private void failWhenIdle(ClientException cause, int iterations) {
        long before = messageCount;
        vertx.runOnContext(v -> {
            if (iterations == 0) {
                end.tryFail(cause);
            } else {
                failWhenIdle(cause, messageCount == before ? iterations - 1 : IDLE_ITERATIONS);
            }
        });
    }
}
