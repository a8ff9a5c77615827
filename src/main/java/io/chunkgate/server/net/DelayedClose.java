package io.chunkgate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection that asked too much: from now on nothing of it is read, and whoever closes it, it is closed late. Were it
 * closed at once, its client would come back at once with the next one, and could ask as much again.
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

    /** Netty's decoders ask for more bytes themselves while they have not made a message of those that came. */
    @Override
    public void read(ChannelHandlerContext connection) {}

    /** Netty closes a connection of HTTP/2 when its GOAWAY is sent, which may be never, or at once. */
    @Override
    public void close(ChannelHandlerContext connection, ChannelPromise promise) {
        connection.channel().closeFuture().addListener((Future<? super Void> closed) -> promise.trySuccess());
    }
}
