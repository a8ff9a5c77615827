package io.chunkgate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;

/** What the kernel knows of a client before its bytes are read. */
public final class PeerState {
    // States of include/net/tcp_states.h of Linux
    private static final int CLOSE = 7;
    private static final int CLOSE_WAIT = 8;
    private static final int LAST_ACK = 9;

    private PeerState() {}

    /**
     * Whether the client has ended its side of a connection, or reset it, although bytes of it may wait to be read. False where
     * the transport cannot tell.
     */
    public static boolean hasEnded(Channel channel) {
        if (!channel.isActive()) {
            return true;
        }
        try {
            int state = channel instanceof EpollSocketChannel socket
                    ? socket.tcpInfo().state()
                    : 0;
            return state == CLOSE || state == CLOSE_WAIT || state == LAST_ACK;
        } catch (ChannelException closed) {
            return true;
        }
    }
}
