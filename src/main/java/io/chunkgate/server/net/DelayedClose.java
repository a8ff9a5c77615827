package io.chunkgate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection that exceeded a limit after a delay, and reads nothing from it until then. Closed at once, its client
 * would reconnect at once and repeat the flood.
 */
final class DelayedClose extends ChannelOutboundHandlerAdapter {
    private static final int PENALTY_MILLIS = 1000;

    private DelayedClose() {}

    /** Called on the connection's event loop, once for each connection. */
    static void begin(Channel connection) {
        connection.config().setAutoRead(false);
        connection.pipeline().addFirst(new DelayedClose());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext connection) {
        connection.executor().schedule(() -> connection.close(), PENALTY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ignores reads: Netty's decoders request more bytes while a message is incomplete. */
    @Override
    public void read(ChannelHandlerContext connection) {}

    /** Ignores other closes: Netty closes an HTTP/2 connection when its GOAWAY is sent, which may be never, or at once. */
    @Override
    public void close(ChannelHandlerContext connection, ChannelPromise promise) {
        connection.channel().closeFuture().addListener((Future<? super Void> closed) -> promise.trySuccess());
    }
}
