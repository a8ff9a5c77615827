package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** What the kernel takes for a connection ahead of its client. */
public final class SendBufferLimit {
    /** Of the epoll transport, by its name since that transport is not there on each system; others do not know it. */
    private static final ChannelOption<Long> UNSENT_BYTES =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    private SendBufferLimit() {}

    /** Has the kernel take no more than the limits allow. To be called once for each connection of a door. */
    public static void bound(Channel connection, LimitsConfig limits) {
        if (limits.maxUnsentBytes() > 0) {
            connection.config().setOption(UNSENT_BYTES, (long) limits.maxUnsentBytes());
        }
    }
}
