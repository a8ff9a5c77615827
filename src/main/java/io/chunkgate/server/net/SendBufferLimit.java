package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/** Limits what the kernel buffers for a connection beyond what its client has room for. */
public final class SendBufferLimit {
    /** An option of the epoll transport, found by name since not every system has that transport; others ignore it. */
    private static final ChannelOption<Long> UNSENT_BYTES =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    private SendBufferLimit() {}

    /** Applies {@code limits.maxUnsentBytes}; call once for each accepted connection. */
    public static void bound(Channel connection, LimitsConfig limits) {
        if (limits.maxUnsentBytes() > 0) {
            try {
                connection.config().setOption(UNSENT_BYTES, (long) limits.maxUnsentBytes());
            } catch (ChannelException e) {
                if (connection.isOpen()) { // Else the client is gone already.
                    throw e;
                }
            }
        }
    }
}
