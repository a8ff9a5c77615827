package io.chunkgate.door;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * Lies in the channel of a server, where each accepted connection comes by as a message: it closes those beyond the limits,
 * bounds what the kernel holds for the others, and gives them a time by which they must have begun to speak the server's
 * protocol.
 */
@Sharable
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    /** Of the epoll transport, by its name since that transport is not there on each system; others do not know it. */
    private static final ChannelOption<Long> UNSENT_BYTES =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    private final Listener listener;
    private final LimitsConfig limits;
    private final ConnectionLimit connections;
    private final Rejections rejections;

    Doorkeeper(Vertx vertx, Listener listener, LimitsConfig limits) {
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
            connection.unsafe().closeForcibly(); // It is not registered yet, and a usual close would wait for that.
            return;
        }
        if (limits.maxUnsentBytes() > 0) {
            connection.config().setOption(UNSENT_BYTES, (long) limits.maxUnsentBytes());
        }
        connection.closeFuture().addListener(closed -> entered.get().run());
        if (limits.headTimeoutMs() > 0) {
            connection
                    .pipeline()
                    .addLast(new OpeningTimeout(new Deadline(listener, limits.headTimeoutMs(), rejections)));
        }
        server.fireChannelRead(connection);
    }
}
