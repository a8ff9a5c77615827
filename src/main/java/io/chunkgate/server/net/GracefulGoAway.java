package io.chunkgate.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.concurrent.TimeUnit;

/**
 * Shuts a connection of HTTP/2 down with two GOAWAY frames (RFC 9113, section 6.8). The first names no stream that would be
 * refused, so that requests which cross it are served. The second, a round trip or at most {@value #MAX_WAIT_MILLIS} ms later,
 * names the last stream. Vert.x then closes the connection when the streams have ended, or after the drain time.
 *
 * <p>The close is delayed until the client has acknowledged a PING, thus has read everything: a client sends WINDOW_UPDATE as
 * it reads, which a closed socket answers with a reset, and that drops what the kernel has not sent.
 */
final class GracefulGoAway extends ChannelDuplexHandler {
    private static final int MAX_WAIT_MILLIS = 1000;
    private static final Buffer PING = Buffer.buffer("shutdown");

    private final HttpConnection connection;
    private final Http2ConnectionHandler http2;
    private final StreamAdmission streams;
    private boolean isAnnounced;
    private boolean isAcknowledged;
    private boolean isClosing;
    private long deadlineNanos;

    private GracefulGoAway(HttpConnection connection, Http2ConnectionHandler http2) {
        this.connection = connection;
        this.http2 = http2;
        this.streams = new StreamAdmission(http2, (int) AnnouncedSettings.MAX_STREAMS);
    }

    /** @param connection that {@code http2} handles, as Vert.x sees it */
    static void install(HttpConnection connection, Http2ConnectionHandler http2) {
        ChannelHandlerContext context = StreamAdmission.context(http2);
        context.pipeline().addBefore(context.name(), null, new GracefulGoAway(connection, http2));
    }

    /** Vert.x sends the event to every connection of a server that shuts down. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ShutdownEvent shutdown && shutdown.timeout() > 0 && !isAnnounced) {
            isAnnounced = true;
            deadlineNanos = System.nanoTime() + shutdown.timeUnit().toNanos(shutdown.timeout());
            ChannelHandlerContext encoder = StreamAdmission.context(http2);
            long noError = Http2Error.NO_ERROR.code();
            http2.goAway(encoder, Integer.MAX_VALUE, noError, Unpooled.EMPTY_BUFFER, encoder.newPromise());
            afterPing(context, () -> shutDown(context)).onSuccess(reply -> isAcknowledged = true);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** Writes the frame itself: Netty would refuse the streams that cross it as described for {@link StreamAdmission}. */
    private void shutDown(ChannelHandlerContext context) {
        int last = streams.refuseNewStreams();
        ChannelHandlerContext encoder = StreamAdmission.context(http2);
        http2.encoder()
                .frameWriter()
                .writeGoAway(encoder, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, encoder.newPromise());
        encoder.flush();
        context.fireUserEventTriggered(new ShutdownEvent(leftMillis(), TimeUnit.MILLISECONDS));
    }

    /** A client that acknowledged the first PING has the rest of the drain time, a silent one the time for a round trip. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!isAnnounced || isClosing || !context.channel().isActive()) {
            context.close(promise);
        } else {
            isClosing = true;
            afterPing(context, () -> context.close(promise));
        }
    }

    /** Runs a step once: when the client has acknowledged a PING, or when the time for that is over. */
    private Future<Buffer> afterPing(ChannelHandlerContext context, Runnable step) {
        long millis = isAcknowledged ? leftMillis() : Math.min(MAX_WAIT_MILLIS, leftMillis() / 2);
        ScheduledFuture<?> timer = context.executor().schedule(step, millis, TimeUnit.MILLISECONDS);
        context.channel().closeFuture().addListener(closed -> timer.cancel(false));
        return connection.ping(PING).onSuccess(reply -> {
            if (timer.cancel(false)) {
                step.run();
            }
        });
    }

    private long leftMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
    }
}
