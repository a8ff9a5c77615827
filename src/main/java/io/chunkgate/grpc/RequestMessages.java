package io.chunkgate.grpc;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.rate.RateWatch;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The messages of a request that has many. They are taken from the body before Vert.x's gRPC server gets it, which would
 * copy each of them (5.0.7). The client is not read while paused; otherwise its rate is checked.
 */
final class RequestMessages {
    private final HttpServerRequest http;
    private final MessageReader reader;
    private final Consumer<Throwable> onFailure;
    private final RateWatch watch;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private boolean ended;

    /** @param onFailure gets the error when a message is invalid or the client is too slow */
    RequestMessages(GrpcExchange exchange, Consumer<Throwable> onFailure) {
        ServerContext server = exchange.server();
        GatewayConfig config = server.config();
        this.http = exchange.http();
        this.onFailure = onFailure;
        this.reader = new MessageReader(config.grpc().maxMessageSize());
        this.watch = server.watchUpload(config.grpc().stallTimeoutMillis(), onFailure::accept);
    }

    /**
     * Starts to receive.
     *
     * @param onChange run when messages came, and when the client closed its side
     */
    void begin(Runnable onChange) {
        http.handler(bytes -> {
            read(bytes);
            onChange.run();
        });
        http.exceptionHandler(lost -> {}); // GrpcResponse notices the lost connection.
        http.endHandler(v -> {
            ended = true;
            onChange.run();
        });
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    ByteBuf next() {
        return waiting.remove();
    }

    /** Whether the client closed its side. */
    boolean isEnded() {
        return ended;
    }

    /** Whether it did so within a message. */
    boolean isTruncated() {
        return reader.isTruncated();
    }

    /** Reads the client, and checks its rate. */
    void resume() {
        watch.start();
        resumeBody();
    }

    /** Stops reading the client. */
    void pause() {
        watch.stop();
        if (!http.isEnded()) {
            http.pause();
        }
    }

    /** Reads and drops everything, since the buffers that wait in a paused request are never released. */
    void drop() {
        watch.stop();
        waiting.clear();
        resumeBody();
    }

    /** Vert.x throws when the request has ended. */
    private void resumeBody() {
        if (!http.isEnded()) {
            http.resume();
        }
    }

    private void read(Buffer bytes) {
        watch.count(bytes.length());
        try {
            reader.read(bytes, waiting::add);
        } catch (GrpcException tooLarge) {
            onFailure.accept(tooLarge);
        }
    }
}
