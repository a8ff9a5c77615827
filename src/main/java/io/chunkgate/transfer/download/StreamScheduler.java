package io.chunkgate.transfer.download;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets the downloads that share a connection of HTTP/2 write one block after the other, in turns. Without it the oldest
 * would take all: when there is room again, Vert.x 5.0.12 wakes the streams by age, and the first fills the room. A stream
 * whose client does not take its bytes does not hold the others up. Used from the connection's event loop.
 */
public final class StreamScheduler {
    private static final AttributeKey<StreamScheduler> KEY =
            AttributeKey.valueOf(StreamScheduler.class, "of the connection");
    /** Blocks under way at once: while the socket takes one, the next is there already. */
    private static final int AT_ONCE = 2;
    /** Nobody tells when a stream stalls, so it is looked at. */
    private static final int LOOK_MILLIS = 20;

    private final Vertx vertx;
    private final Http2ConnectionHandler http2;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final List<Integer> writing = new ArrayList<>();
    private boolean advancing;
    private boolean looking;

    private record Turn(int streamId, Runnable write) {}

    /** How one stream writes: at once, or when it is its turn. */
    @FunctionalInterface
    public interface Slot {
        /** Has the write begun when it may; the result is the write's. */
        Future<Void> write(Supplier<Future<Void>> write);
    }

    private StreamScheduler(Vertx vertx, Http2ConnectionHandler http2) {
        this.vertx = vertx;
        this.http2 = http2;
    }

    /** The seat of a connection that nobody else writes to. */
    public static Slot alone() {
        return Supplier::get;
    }

    /** The seat of a response among the others on its connection; over HTTP/1 it is alone there. */
    public static Slot of(Vertx vertx, HttpServerRequest request) {
        int streamId = request.response().streamId();
        if (streamId < 0) {
            return alone();
        }
        Channel channel =
                ((ConnectionBase) request.connection()).channelHandlerContext().channel();
        Attribute<StreamScheduler> scheduler = channel.attr(KEY);
        if (scheduler.get() == null) {
            scheduler.set(new StreamScheduler(vertx, channel.pipeline().get(Http2ConnectionHandler.class)));
        }
        return write -> scheduler.get().write(streamId, write);
    }

    private Future<Void> write(int streamId, Supplier<Future<Void>> write) {
        Promise<Void> written = Promise.promise();
        waiting.add(new Turn(
                streamId,
                () -> Future.<Void>succeededFuture().compose(v -> write.get()).onComplete(done -> {
                    writing.remove(Integer.valueOf(streamId));
                    written.handle(done);
                    advance();
                })));
        advance();
        return written.future();
    }

    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (!waiting.isEmpty() && hasRoom()) {
            Turn next = waiting.remove();
            writing.add(next.streamId());
            next.write().run();
        }
        advancing = false;
        lookAgain();
    }

    private boolean hasRoom() {
        return writing.stream().filter(this::isMoving).count() < AT_ONCE;
    }

    /** Whether the stream's client would take bytes; the connection's room is everybody's. */
    private boolean isMoving(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        return stream != null && http2.encoder().flowController().windowSize(stream) > 0;
    }

    private void lookAgain() {
        if (!waiting.isEmpty() && !looking) {
            looking = true;
            vertx.setTimer(LOOK_MILLIS, id -> {
                looking = false;
                advance();
            });
        }
    }
}
