package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * A handler of a server channel, which receives each accepted connection as a message: closes those beyond the limits, and
 * gives the others a {@link HandshakeTimeout}.
 */
@Sharable
final class AcceptLimiter extends ChannelInboundHandlerAdapter {
    private final Listener listener;
    private final LimitsConfig limits;
    private final ConnectionLimit connections;
    private final Rejections rejections;

    AcceptLimiter(Vertx vertx, Listener listener, LimitsConfig limits) {
        this.listener = listener;
        this.limits = limits;
        this.connections = ConnectionLimit.of(vertx, listener);
        this.rejections = Rejections.of(vertx);
    }

    @Override
    public void channelRead(ChannelHandlerContext server, Object message) {
        Channel connection = (Channel) message;
        Optional<Runnable> entered = connections.enter(connection.remoteAddress(), limits);
        if (entered.isEmpty()) {
            connection.unsafe().closeForcibly(); // A usual close waits until the channel is registered.
            return;
        }
        connection.closeFuture().addListener(closed -> entered.get().run());
        if (limits.headTimeoutMs() > 0) {
            connection
                    .pipeline()
                    .addLast(new HandshakeTimeout(new Deadline(listener, limits.headTimeoutMs(), rejections)));
        }
        if (listener == Listener.HTTP || listener == Listener.GRPC) {
            connection.pipeline().addLast(new Http1Requests.FirstBytes());
        }
        server.fireChannelRead(connection);
    }
}
