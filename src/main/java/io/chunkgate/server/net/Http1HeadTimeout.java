package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;

/**
 * Closes a connection of HTTP/1 that does not send the whole head of a request in time. Between requests only the idle
 * timeout applies.
 */
final class Http1HeadTimeout extends HeadTimeout {
    /** Name of the decoder in Vert.x' pipelines; a pipeline of HTTP/2 has none. */
    private static final String DECODER = "httpDecoder";
    /** Name of the handler that upgrades to HTTP/2; it reports a connection only after the first head. */
    private static final String UPGRADE = "h2c";

    private boolean awaitsHead;
    private boolean bytesCame;

    private Http1HeadTimeout(Deadline deadline, boolean awaitsHead) {
        super(deadline);
        this.awaitsHead = awaitsHead;
    }

    /** Adds the timeout to a connection of HTTP/1; ends its handshake timeout. Called on its event loop. */
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

    /** Sees the bytes ahead of the decoder, before they form a message. */
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

    /** Called also for bytes that do not complete a head. */
    @Override
    public void channelReadComplete(ChannelHandlerContext connection) {
        if (awaitsHead && bytesCame && !deadline.isRunning()) {
            deadline.start(connection);
        }
        bytesCame = false;
        connection.fireChannelReadComplete();
    }
}
