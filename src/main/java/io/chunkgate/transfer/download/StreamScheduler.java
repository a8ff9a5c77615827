package io.chunkgate.transfer.download;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Schedules the writes of the downloads that share an HTTP/2 connection, first come, first served. Without it the oldest
 * stream would starve the others: Vert.x 5.0.12 wakes streams in the order of their age when the connection becomes writable,
 * and the first fills the queue. A stream whose window is exhausted does not block the others. Used from the connection's
 * event loop.
 */
public final class StreamScheduler {
    private static final AttributeKey<StreamScheduler> KEY = AttributeKey.valueOf(StreamScheduler.class, "scheduler");
    /** Concurrent writes: while the socket takes one, the next one is queued already. */
    private static final int MAX_WRITES = 2;
    /** Netty does not report that a window is exhausted, so windows are checked. */
    private static final int CHECK_MILLIS = 20;

    private final Vertx vertx;
    private final Http2ConnectionHandler http2;
    private final Deque<PendingWrite> waiting = new ArrayDeque<>();
    private final List<Integer> writing = new ArrayList<>();
    private boolean advancing;
    private boolean checkScheduled;

    private record PendingWrite(int streamId, Runnable write) {}

    /** The place of one stream on its connection. */
    @FunctionalInterface
    public interface Slot {
        /** Calls the write when the scheduler allows it; completes with its result. */
        Future<Void> write(Supplier<Future<Void>> write);
    }

    private StreamScheduler(Vertx vertx, Http2ConnectionHandler http2) {
        this.vertx = vertx;
        this.http2 = http2;
    }

    /** Returns the slot of a connection without other writers. */
    public static Slot alone() {
        return Supplier::get;
    }

    /** Returns the slot of a response on its connection; HTTP/1 has one response at a time. */
    public static Slot of(Vertx vertx, HttpServerRequest request) {
        int streamId = request.response().streamId();
        if (streamId < 0) {
            return alone();
        }
        Channel channel = VertxInternals.channelContext(request.connection()).channel();
        Attribute<StreamScheduler> scheduler = channel.attr(KEY);
        if (scheduler.get() == null) {
            scheduler.set(new StreamScheduler(vertx, channel.pipeline().get(Http2ConnectionHandler.class)));
        }
        return write -> scheduler.get().write(streamId, write);
    }

    private Future<Void> write(int streamId, Supplier<Future<Void>> write) {
        Promise<Void> written = Promise.promise();
        waiting.add(new PendingWrite(
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
            PendingWrite next = waiting.remove();
            writing.add(next.streamId());
            next.write().run();
        }
        advancing = false;
        scheduleCheck();
    }

    private boolean hasRoom() {
        return writing.stream().filter(this::hasWindow).count() < MAX_WRITES;
    }

    /** Whether the stream's window has room; the connection's window is shared by all streams. */
    private boolean hasWindow(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        return stream != null && http2.encoder().flowController().windowSize(stream) > 0;
    }

    private void scheduleCheck() {
        if (!waiting.isEmpty() && !checkScheduled) {
            checkScheduled = true;
            vertx.setTimer(CHECK_MILLIS, id -> {
                checkScheduled = false;
                advance();
            });
        }
    }
}
