package io.chunkgate.tcp;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.LimitsConfig;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.server.Listener;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.ConnectionLimit;
import io.chunkgate.server.net.HandshakeTimeout;
import io.chunkgate.server.net.LimitedServers;
import io.chunkgate.server.net.SendBufferLimit;
import io.chunkgate.store.ErrorCode;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The TCP door: a listener for the bare and the framed form, another for the same with TLS, and, when {@code tcp.downloadFile} is set, one that gives that file to
 * whoever connects.
 */
public final class TcpServerVerticle extends GatewayVerticle {
    /** Beyond the drain time: for the last words of what was cut off. */
    private static final long GRACE_MILLIS = 2000;

    private final List<NetServer> servers = new ArrayList<>();
    private @Nullable NetServer encrypted;
    private long drainMillis;
    private boolean draining;

    @Override
    protected Future<?> open(ServerContext context) {
        drainMillis = context.config().server().drainTimeoutMs();
        String template = context.config().tcp().bareNameTemplate();
        TcpContext setup = new TcpContext(context, NameTemplate.parse("tcp.bareNameTemplate", template));
        boolean hasTls = context.tls().isOn();
        if (!setup.tcp().clear() && !hasTls) {
            throw new ConfigException("tcp.clear: false (expected: true, as section tls has no certificate)");
        }
        Future<?> opened = Future.succeededFuture();
        if (setup.tcp().clear()) {
            opened = listenInClear(setup);
        }
        return hasTls
                ? opened.compose(
                        v -> listen(setup, Listener.TCP_TLS, setup.tcp().tlsPort(), Handshake.handler(setup)))
                : opened;
    }

    private Future<?> listenInClear(TcpContext setup) {
        Future<?> main = listen(setup, Listener.TCP, setup.tcp().port(), Handshake.handler(setup));
        if (setup.tcp().downloadFile().isEmpty()) {
            return main;
        }
        ConnectionHandler download = DownloadOnConnect.handler(setup);
        return main.compose(
                v -> listen(setup, Listener.TCP_DOWNLOAD, setup.tcp().downloadPort(), download));
    }

    @Override
    protected void renew(ServerSSLOptions options) {
        Optional.ofNullable(encrypted).ifPresent(server -> server.updateSSLOptions(options, false));
    }

    @Override
    protected Future<?> close() {
        draining = true;
        List<Future<Void>> closing = servers.stream()
                .map(server -> server.shutdown(drainMillis + GRACE_MILLIS, TimeUnit.MILLISECONDS))
                .toList();
        return Future.join(closing);
    }

    private Future<?> listen(TcpContext setup, Listener listener, int port, ConnectionHandler handler) {
        String host = setup.server().config().server().host();
        boolean isEncrypted = listener == Listener.TCP_TLS;
        NetServer server = isEncrypted ? encrypted(setup, listener) : vertx.createNetServer(options());
        encrypted = isEncrypted ? server : encrypted;
        servers.add(server);
        server.connectHandler(
                isEncrypted
                        ? socket -> serve(handler, connection(setup, socket))
                        : socket -> admit(setup, listener, handler, connection(setup, socket)));
        return bound(listener, host, port, server.listen(listener.portToAskFor(port), host))
                .onSuccess(open -> listens(listener, host, open.actualPort()));
    }

    /** Without the idle timeouts of a {@code NetServer}, which count completed writes and not bytes. */
    private static NetServerOptions options() {
        return new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true).setTcpKeepAlive(true);
    }

    /** Counts connections before their handshake. */
    private NetServer encrypted(TcpContext setup, Listener listener) {
        return LimitedServers.net(
                vertx,
                listener,
                setup.server().config().limits(),
                setup.server().tls().secure(options()));
    }

    private TcpConnection connection(TcpContext setup, NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        HandshakeTimeout.over(channel);
        SendBufferLimit.bound(channel, setup.server().config().limits());
        TcpConnection connection = TcpConnection.of(vertx, (NetSocketInternal) socket);
        setup.pending().add(connection.closure());
        return connection;
    }

    /** In clear text, who is refused can be told. */
    private void admit(TcpContext setup, Listener listener, ConnectionHandler handler, TcpConnection connection) {
        LimitsConfig limits = setup.server().config().limits();
        ConnectionLimit.of(vertx, listener)
                .enter(connection.remote(), limits)
                .ifPresentOrElse(
                        leaving -> {
                            connection.closure().onComplete(v -> leaving.run());
                            serve(handler, connection);
                        },
                        () -> handler.refuse(connection, ErrorCode.RESOURCE_EXHAUSTED));
    }

    private void serve(ConnectionHandler handler, TcpConnection connection) {
        if (draining) {
            handler.refuse(connection, ErrorCode.UNAVAILABLE);
        } else {
            handler.serve(connection);
        }
    }
}
