package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.config.Networks;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handler of a server channel, which receives each accepted connection as a message: closes those beyond the limits, and
 * gives the others a {@link HandshakeTimeout}. A connection of a trusted proxy has many clients, so its address is not counted.
 * With the PROXY protocol, whose header gives the address of the client, that address is counted when the header has come;
 * where there are trusted proxies, connections of others are closed.
 */
@Sharable
final class AcceptLimiter extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptLimiter.class);
    private static final long PAUSE_MILLIS = 1000;

    private final Listener listener;
    private final Supplier<LimitsConfig> limits;
    private final Networks proxies;
    private final boolean usesProxyProtocol;
    private final ConnectionLimit connections;
    private final Rejections rejections;

    AcceptLimiter(
            Vertx vertx,
            Listener listener,
            Supplier<LimitsConfig> limits,
            Networks proxies,
            boolean usesProxyProtocol) {
        this.listener = listener;
        this.limits = limits;
        this.proxies = proxies;
        this.usesProxyProtocol = usesProxyProtocol;
        this.connections = ConnectionLimit.of(vertx, listener);
        this.rejections = Rejections.of(vertx);
    }

    @Override
    public void channelRead(ChannelHandlerContext server, Object message) {
        Channel connection = (Channel) message;
        Optional<Runnable> entered = enter(connection);
        if (entered.isEmpty()) {
            connection.unsafe().closeForcibly(); // A usual close waits until the channel is registered.
            return;
        }
        connection.closeFuture().addListener(closed -> entered.get().run());
        int headTimeoutMs = limits.get().headTimeoutMs();
        if (headTimeoutMs > 0) {
            connection.pipeline().addLast(new HandshakeTimeout(new Deadline(listener, headTimeoutMs, rejections)));
        }
        server.fireChannelRead(connection);
    }

    /** Accepting fails when the process has no descriptor left; it would fail at once again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext server, Throwable cause) {
        LOG.warn(
                "Cannot accept connections of {}: {} (expected: a higher limit of open files, LimitNOFILE, or lower"
                        + " limits.maxConnections and store.maxOpenFiles)",
                listener.label(),
                cause.getMessage());
        server.channel().config().setAutoRead(false);
        server.executor()
                .schedule(() -> server.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Optional<Runnable> enter(Channel connection) {
        boolean isProxy = proxies.contains(ClientAddress.ip(connection.remoteAddress()));
        if (usesProxyProtocol && !isProxy && !proxies.isEmpty()) {
            rejections.connection(
                    listener.label(),
                    Rejections.Reason.PERMISSION_DENIED,
                    ClientAddress.peer(connection),
                    "PROXY protocol (expected: from an address in server.trustedProxies)");
            return Optional.empty();
        }
        return isProxy || usesProxyProtocol
                ? connections.enterTotal(connection.remoteAddress(), limits.get())
                : connections.enter(connection.remoteAddress(), limits.get());
    }

    /** Counts the address that a PROXY header gave; closes a connection that is one too many. Called once it is read. */
    void clientKnown(Channel connection) {
        if (!usesProxyProtocol || !ClientAddress.keepProxied(connection)) {
            return;
        }
        connections
                .enterAddress(ClientAddress.remote(connection), limits.get())
                .ifPresentOrElse(
                        leave -> connection.closeFuture().addListener(closed -> leave.run()), connection::close);
    }
}
