package io.chunkgate.door;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of HTTP/1 that does not send the whole head of a request in time, however it dribbles it. Between
 * requests a connection may be silent for as long as the idle timeout lets it.
 */
final class HeadTimeout extends ChannelInboundHandlerAdapter {
    /** As Vert.x calls it; over HTTP/2 there is none. */
    private static final String DECODER = "httpDecoder";
    /** Where HTTP/2 is offered in clear text, this waits for the first head, and a connection is told of with it. */
    private static final String UPGRADE = "h2c";

    private final Listener listener;
    private final long timeoutMillis;
    private final Rejections rejections;
    private boolean awaitsHead;
    private boolean bytesCame;
    private @Nullable ScheduledFuture<?> timer;

    private HeadTimeout(Listener listener, long timeoutMillis, Rejections rejections, boolean awaitsHead) {
        this.awaitsHead = awaitsHead;
        this.listener = listener;
        this.timeoutMillis = timeoutMillis;
        this.rejections = rejections;
    }

    /** Begins with a connection that speaks HTTP now. Called on its event loop. */
    static void watch(Vertx vertx, Listener listener, HttpConnection connection, LimitsConfig limits) {
        Channel channel = HttpConnections.channel(connection);
        OpeningTimeout.over(channel);
        ChannelPipeline pipeline = channel.pipeline();
        boolean isHttp1 = pipeline.get(DECODER) != null && !HttpConnections.isHttp2(channel);
        if (limits.headTimeoutMs() > 0 && isHttp1) {
            boolean awaitsHead = pipeline.get(UPGRADE) == null;
            HeadTimeout timeout = new HeadTimeout(listener, limits.headTimeoutMs(), Rejections.of(vertx), awaitsHead);
            pipeline.addBefore(DECODER, null, timeout.new Bytes());
            pipeline.addAfter(DECODER, null, timeout);
        }
    }

    /** Lies ahead of the decoder, where bytes are seen that do not make anything yet. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            bytesCame = true;
            connection.fireChannelRead(message);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext connection) {
        if (awaitsHead) {
            start(connection);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        stop();
        connection.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof HttpRequest) {
            awaitsHead = false;
            stop();
        }
        if (message instanceof LastHttpContent) {
            awaitsHead = true;
            bytesCame = false;
        }
        connection.fireChannelRead(message);
    }

    /** Also comes for bytes that do not make a head yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext connection) {
        if (awaitsHead && bytesCame && timer == null) {
            start(connection);
        }
        bytesCame = false;
        connection.fireChannelReadComplete();
    }

    private void start(ChannelHandlerContext connection) {
        timer = connection.executor().schedule(() -> expired(connection), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired(ChannelHandlerContext connection) {
        rejections.connection(
                listener.label(),
                Rejections.Reason.TOO_SLOW,
                ClientAddress.peer(connection.channel().remoteAddress()),
                "nothing whole in " + timeoutMillis + " ms");
        connection.close();
    }
}
