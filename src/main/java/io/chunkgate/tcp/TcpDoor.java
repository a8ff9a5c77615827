package io.chunkgate.tcp;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.LimitsConfig;
import io.chunkgate.door.ConnectionLimit;
import io.chunkgate.door.Door;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.door.NameTemplate;
import io.chunkgate.door.OpeningTimeout;
import io.chunkgate.door.SendBuffer;
import io.chunkgate.door.Servers;
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
public final class TcpDoor extends Door {
    /** Beyond the drain time: for the last words of what was cut off. */
    private static final long GRACE_MILLIS = 2000;

    private final List<NetServer> servers = new ArrayList<>();
    private @Nullable NetServer encrypted;
    private long drainMillis;
    private boolean draining;

    @Override
    protected Future<?> open(DoorContext context) {
        drainMillis = context.config().server().drainTimeoutMs();
        String template = context.config().tcp().bareNameTemplate();
        TcpSetup setup = new TcpSetup(context, NameTemplate.parse("tcp.bareNameTemplate", template));
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
                        v -> listen(setup, Listener.TCP_TLS, setup.tcp().tlsPort(), Handshake.entrance(setup)))
                : opened;
    }

    private Future<?> listenInClear(TcpSetup setup) {
        Future<?> main = listen(setup, Listener.TCP, setup.tcp().port(), Handshake.entrance(setup));
        if (setup.tcp().downloadFile().isEmpty()) {
            return main;
        }
        Entrance download = OnConnectDownload.entrance(setup);
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

    private Future<?> listen(TcpSetup setup, Listener listener, int port, Entrance entrance) {
        String host = setup.door().config().server().host();
        boolean isEncrypted = listener == Listener.TCP_TLS;
        NetServer server = isEncrypted ? encrypted(setup, listener) : vertx.createNetServer(options());
        encrypted = isEncrypted ? server : encrypted;
        servers.add(server);
        server.connectHandler(
                isEncrypted
                        ? socket -> serve(entrance, connection(setup, socket))
                        : socket -> admit(setup, listener, entrance, connection(setup, socket)));
        return bound(listener, host, port, server.listen(listener.portToAskFor(port), host))
                .onSuccess(open -> listens(listener, host, open.actualPort()));
    }

    /** Without the idle timeouts of a {@code NetServer}, which count completed writes and not bytes. */
    private static NetServerOptions options() {
        return new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true).setTcpKeepAlive(true);
    }

    /** Counts connections before their handshake. */
    private NetServer encrypted(TcpSetup setup, Listener listener) {
        return Servers.net(
                vertx,
                listener,
                setup.door().config().limits(),
                setup.door().tls().secure(options()));
    }

    private Connection connection(TcpSetup setup, NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        OpeningTimeout.over(channel);
        SendBuffer.bound(channel, setup.door().config().limits());
        Connection connection = Connection.of(vertx, (NetSocketInternal) socket);
        setup.underway().add(connection.closure());
        return connection;
    }

    /** In clear text, who is refused can be told. */
    private void admit(TcpSetup setup, Listener listener, Entrance entrance, Connection connection) {
        LimitsConfig limits = setup.door().config().limits();
        ConnectionLimit.of(vertx, listener)
                .enter(connection.remote(), limits)
                .ifPresentOrElse(
                        leaving -> {
                            connection.closure().onComplete(v -> leaving.run());
                            serve(entrance, connection);
                        },
                        () -> entrance.refuse(connection, ErrorCode.RESOURCE_EXHAUSTED));
    }

    private void serve(Entrance entrance, Connection connection) {
        if (draining) {
            entrance.refuse(connection, ErrorCode.UNAVAILABLE);
        } else {
            entrance.serve(connection);
        }
    }
}
