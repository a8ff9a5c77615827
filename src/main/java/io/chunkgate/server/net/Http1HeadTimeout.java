package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.server.Listener;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;

/**
 * Closes a connection of HTTP/1 that does not send the whole head of a request in time, however it dribbles it. Between
 * requests a connection may be silent for as long as the idle timeout lets it.
 */
final class Http1HeadTimeout extends ChannelInboundHandlerAdapter {
    /** As Vert.x calls it; over HTTP/2 there is none. */
    private static final String DECODER = "httpDecoder";
    /** Where HTTP/2 is offered in clear text, this waits for the first head, and a connection is told of with it. */
    private static final String UPGRADE = "h2c";

    private final Deadline deadline;
    private boolean awaitsHead;
    private boolean bytesCame;

    private Http1HeadTimeout(Deadline deadline, boolean awaitsHead) {
        this.deadline = deadline;
        this.awaitsHead = awaitsHead;
    }

    /** Begins with a connection that speaks HTTP now. Called on its event loop. */
    static void watch(Listener listener, HttpConnection connection, LimitsConfig limits, Rejections rejections) {
        Channel channel = HttpConnectionLimits.channel(connection);
        HandshakeTimeout.over(channel);
        ChannelPipeline pipeline = channel.pipeline();
        boolean isHttp1 = pipeline.get(DECODER) != null && !HttpConnectionLimits.isHttp2(channel);
        if (limits.headTimeoutMs() > 0 && isHttp1) {
            boolean awaitsHead = pipeline.get(UPGRADE) == null;
            Http1HeadTimeout timeout =
                    new Http1HeadTimeout(new Deadline(listener, limits.headTimeoutMs(), rejections), awaitsHead);
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
            deadline.start(connection);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        deadline.stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        deadline.stop();
        connection.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof HttpRequest) {
            awaitsHead = false;
            deadline.stop();
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
        if (awaitsHead && bytesCame && !deadline.isRunning()) {
            deadline.start(connection);
        }
        bytesCame = false;
        connection.fireChannelReadComplete();
    }
}
