package io.chunkgate.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Base of the handlers that close a connection which does not send something whole in time. */
abstract class HeadTimeout extends ChannelInboundHandlerAdapter {
    final Deadline deadline;

    HeadTimeout(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        deadline.stop();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext connection) {
        deadline.stop();
        connection.fireChannelInactive();
    }
}
