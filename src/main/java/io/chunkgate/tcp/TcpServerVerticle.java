package io.chunkgate.tcp;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LimitsConfig;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.ConnectionLimit;
import io.chunkgate.server.net.LimitedServers;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
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
 * The TCP server: a listener for raw mode and CGP, another for both with TLS, and, when {@code tcp.downloadFile} is set, one
 * that sends that file to every client that connects.
 */
public final class TcpServerVerticle extends GatewayVerticle {
    /** Added to the drain time, so that the final bytes of aborted transfers can be sent. */
    private static final long GRACE_MILLIS = 2000;

    private final List<NetServer> servers = new ArrayList<>();
    private @Nullable NetServer encrypted;
    private long drainMillis;
    private boolean draining;

    @Override
    protected Future<?> open(ServerContext server) {
        drainMillis = server.config().server().drainTimeoutMs();
        TcpConfig config = server.config().tcp();
        TcpContext context =
                new TcpContext(server, NameTemplate.parse("tcp.bareNameTemplate", config.bareNameTemplate()));
        boolean hasTls = server.tls().isOn();
        if (!config.clear() && !hasTls) {
            throw new ConfigException("tcp.clear: false (expected: true, as section tls has no certificate)");
        }
        Future<?> opened = config.clear() ? listenInClear(context) : Future.succeededFuture();
        return hasTls
                ? opened.compose(v -> listen(context, Listener.TCP_TLS, config.tlsPort(), Handshake.handler(context)))
                : opened;
    }

    private Future<?> listenInClear(TcpContext context) {
        TcpConfig config = context.tcp();
        Future<?> main = listen(context, Listener.TCP, config.port(), Handshake.handler(context));
        if (config.downloadFile().isEmpty()) {
            return main;
        }
        ConnectionHandler download = DownloadOnConnect.handler(context);
        return main.compose(v -> listen(context, Listener.TCP_DOWNLOAD, config.downloadPort(), download));
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

    private Future<?> listen(TcpContext context, Listener listener, int port, ConnectionHandler handler) {
        String host = context.server().config().server().host();
        boolean isEncrypted = listener == Listener.TCP_TLS;
        boolean isCounted = isEncrypted || context.tcp().proxyProtocol();
        NetServerOptions options = options().setUseProxyProtocol(context.tcp().proxyProtocol());
        NetServer server = isCounted
                ? countedServer(
                        context, listener, isEncrypted ? context.server().tls().secure(options) : options)
                : vertx.createNetServer(options);
        encrypted = isEncrypted ? server : encrypted;
        servers.add(server);
        server.connectHandler(
                isCounted
                        ? socket -> serve(handler, connection(context, socket))
                        : socket -> admit(context, listener, handler, connection(context, socket)));
        return bound(listener, host, port, server.listen(listener.portToBind(port), host))
                .onSuccess(open -> addEndpoint(listener, host, open.actualPort()));
    }

    /** No idle timeout, since that of a {@code NetServer} counts completed writes and not bytes. */
    private static NetServerOptions options() {
        return new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true).setTcpKeepAlive(true);
    }

    /** Counts connections before their TLS handshake or their PROXY header. */
    private NetServer countedServer(TcpContext context, Listener listener, NetServerOptions options) {
        GatewayConfig config = context.server().config();
        return LimitedServers.net(
                vertx,
                listener,
                () -> context.server().config().limits(),
                config.server().proxies(),
                options);
    }

    private TcpConnection connection(TcpContext context, NetSocket socket) {
        TcpConnection connection =
                TcpConnection.of(vertx, socket, context.server().config().limits());
        context.track(connection.closure());
        return connection;
    }

    /** Counts a clear-text connection; one above the limits gets an error. */
    private void admit(TcpContext context, Listener listener, ConnectionHandler handler, TcpConnection connection) {
        LimitsConfig limits = context.server().config().limits();
        ConnectionLimit.of(vertx, listener)
                .enter(connection.remote(), limits)
                .ifPresentOrElse(
                        leaving -> {
                            connection.closure().onComplete(v -> leaving.run());
                            serve(handler, connection);
                        },
                        () -> connection.run(() -> handler.refuse(connection, ErrorCode.RESOURCE_EXHAUSTED)));
    }

    private void serve(ConnectionHandler handler, TcpConnection connection) {
        connection.run(() -> {
            if (draining) {
                handler.refuse(connection, ErrorCode.UNAVAILABLE);
            } else {
                handler.serve(connection);
            }
        });
    }
}
