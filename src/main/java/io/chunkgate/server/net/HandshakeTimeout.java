package io.chunkgate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;

/**
 * Closes a connection that takes too long for its TLS handshake and the first bytes of its protocol. The server removes it
 * with {@link #over} when they have come.
 */
public final class HandshakeTimeout extends ChannelInboundHandlerAdapter {
    private final Deadline deadline;

    HandshakeTimeout(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Removes the timeout of a connection, if it has one. Called on its event loop. */
    public static void over(Channel connection) {
        if (isRunning(connection)) {
            connection.pipeline().remove(HandshakeTimeout.class);
        }
    }

    /** Whether the timeout of a connection runs. Called on its event loop. */
    static boolean isRunning(Channel connection) {
        return connection.pipeline().get(HandshakeTimeout.class) != null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext connection) {
        deadline.start(connection);
        connection.channel().closeFuture().addListener((Future<? super Void> closed) -> deadline.stop());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        deadline.stop();
    }
}
