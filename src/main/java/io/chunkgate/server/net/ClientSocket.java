package io.chunkgate.server.net;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;

/** The socket of the client that a context serves. Two are equal if they are of one connection. */
public record ClientSocket(Channel channel) {
    // States of include/net/tcp_states.h of Linux
    private static final int CLOSE = 7;
    private static final int CLOSE_WAIT = 8;
    private static final int LAST_ACK = 9;

    /** Says whom a context of one request or one connection serves. */
    public static void serve(Context context, Channel channel) {
        VertxInternals.putLocal(context, ClientSocket.class, new ClientSocket(channel));
    }

    /** The socket of the client that the current context serves. */
    public static Optional<ClientSocket> current() {
        return Optional.ofNullable(Vertx.currentContext())
                .map(context -> VertxInternals.local(context, ClientSocket.class));
    }

    /** Whether this connection was accepted before another one, as the ids of channels are numbered. */
    public boolean isOlderThan(ClientSocket other) {
        return channel.id().compareTo(other.channel.id()) < 0;
    }

    /**
     * Whether the client has ended its side of the connection, or reset it, although bytes of it may wait to be read. False
     * where the transport cannot tell.
     */
    public boolean hasEnded() {
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
