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
 * copy each of them (5.0.7). While nobody wants more, the client is not read; while somebody does, it is watched.
 */
final class RequestMessages {
    private final HttpServerRequest http;
    private final MessageReader reader;
    private final Consumer<Throwable> onFailure;
    private final RateWatch watch;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private boolean ended;

    /** @param onFailure gets what is wrong with the messages, or that they come too slowly */
    RequestMessages(ServerContext server, GrpcExchange exchange, Consumer<Throwable> onFailure) {
        GatewayConfig config = server.config();
        this.http = exchange.http();
        this.onFailure = onFailure;
        this.reader = new MessageReader(config.grpc().maxMessageSize());
        this.watch = server.watchUpload(config.grpc().stallTimeoutMillis(), onFailure::accept);
    }

    /**
     * Begins to take them.
     *
     * @param onNews run when there are more, and when there will be no more
     */
    void begin(Runnable onNews) {
        http.handler(bytes -> {
            read(bytes);
            onNews.run();
        });
        http.exceptionHandler(lost -> {}); // The response tells it too.
        http.endHandler(v -> {
            ended = true;
            onNews.run();
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
    boolean isCutOff() {
        return reader.isCutOff();
    }

    /** Reads the client. */
    void flow() {
        watch.start();
        resume();
    }

    /** Lets the client wait. */
    void hold() {
        watch.stop();
        if (!http.isEnded()) {
            http.pause();
        }
    }

    /** Reads on and drops everything, since what waits in a paused request is never released. */
    void drop() {
        watch.stop();
        waiting.clear();
        resume();
    }

    /** Vert.x throws when there is nothing left to read. */
    private void resume() {
        if (!http.isEnded()) {
            http.resume();
        }
    }

    private void read(Buffer bytes) {
        watch.count(bytes.length());
        try {
            reader.read(bytes, waiting::add);
        } catch (GrpcError tooLarge) {
            onFailure.accept(tooLarge);
        }
    }
}
