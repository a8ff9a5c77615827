package io.chunkgate.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shuts a connection of HTTP/2 down with two GOAWAY frames (RFC 9113, section 6.8). The first names no stream that would be
 * refused, so that requests which cross it are served. The second, a round trip or at most {@value #MAX_WAIT_MILLIS} ms later,
 * names the last stream; Vert.x then closes the connection when the streams have ended, or after the drain time.
 */
final class GracefulGoAway extends ChannelInboundHandlerAdapter {
    private static final int MAX_WAIT_MILLIS = 1000;
    private static final Buffer PING = Buffer.buffer("shutdown");

    private final HttpConnection connection;
    private final Http2ConnectionHandler http2;
    private final StreamAdmission streams;
    private @Nullable ScheduledFuture<?> timer;
    private long deadlineNanos;

    private GracefulGoAway(HttpConnection connection, Http2ConnectionHandler http2) {
        this.connection = connection;
        this.http2 = http2;
        this.streams = new StreamAdmission(http2, (int) AnnouncedSettings.MAX_STREAMS);
    }

    /** @param connection that {@code http2} handles, as Vert.x sees it */
    static void install(HttpConnection connection, Http2ConnectionHandler http2) {
        encoder(http2).pipeline().addBefore(encoder(http2).name(), null, new GracefulGoAway(connection, http2));
    }

    /** Vert.x sends the event to every connection of a server that shuts down. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ShutdownEvent shutdown && shutdown.timeout() > 0 && timer == null) {
            announce(context, shutdown.timeUnit().toMillis(shutdown.timeout()));
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void announce(ChannelHandlerContext context, long drainMillis) {
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMillis);
        long waitMillis = Math.min(MAX_WAIT_MILLIS, drainMillis / 2);
        ScheduledFuture<?> waiting =
                context.executor().schedule(() -> shutDown(context), waitMillis, TimeUnit.MILLISECONDS);
        timer = waiting;
        ChannelHandlerContext encoder = encoder(http2);
        http2.goAway(
                encoder, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, encoder.newPromise());
        connection.ping(PING).onSuccess(reply -> {
            if (waiting.cancel(false)) {
                shutDown(context);
            }
        });
    }

    /** Writes the frame itself: Netty would refuse the streams that cross it as described for {@link StreamAdmission}. */
    private void shutDown(ChannelHandlerContext context) {
        int last = streams.refuseNewStreams();
        ChannelHandlerContext encoder = encoder(http2);
        http2.encoder()
                .frameWriter()
                .writeGoAway(
                        encoder, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, encoder.newPromise());
        encoder.flush();
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        context.fireUserEventTriggered(new ShutdownEvent(Math.max(0, leftMillis), TimeUnit.MILLISECONDS));
    }

    private static ChannelHandlerContext encoder(Http2ConnectionHandler http2) {
        return http2.encoder().flowController().channelHandlerContext();
    }
}
