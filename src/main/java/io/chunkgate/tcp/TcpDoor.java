package io.chunkgate.tcp;

import io.chunkgate.door.ConnectionLimit;
import io.chunkgate.door.Door;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.door.NameTemplate;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The TCP door: a listener for the bare and the framed form, and, when {@code tcp.downloadFile} is set, one that gives that file to
 * whoever connects.
 */
public final class TcpDoor extends Door {
    /** Beyond the drain time: for the last words of what was cut off. */
    private static final long GRACE_MILLIS = 2000;

    private final List<NetServer> servers = new ArrayList<>();
    private long drainMillis;
    private boolean draining;

    @Override
    protected Future<?> open(DoorContext context) {
        drainMillis = context.config().server().drainTimeoutMs();
        String template = context.config().tcp().bareNameTemplate();
        TcpSetup setup = new TcpSetup(context, NameTemplate.parse("tcp.bareNameTemplate", template));
        Future<?> main = listen(setup, Listener.TCP, setup.tcp().port(), Handshake.entrance(setup));
        if (setup.tcp().downloadFile().isEmpty()) {
            return main;
        }
        Entrance download = OnConnectDownload.entrance(setup);
        return main.compose(
                v -> listen(setup, Listener.TCP_DOWNLOAD, setup.tcp().downloadPort(), download));
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
        NetServer server = vertx.createNetServer(options());
        servers.add(server);
        server.connectHandler(socket -> connected(setup, listener, entrance, socket));
        return bound(listener, host, port, server.listen(listener.portToAskFor(port), host))
                .onSuccess(open -> listens(listener, host, open.actualPort()));
    }

    /** Without the idle timeouts of a {@code NetServer}, which count completed writes and not bytes. */
    private static NetServerOptions options() {
        return new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true).setTcpKeepAlive(true);
    }

    private void connected(TcpSetup setup, Listener listener, Entrance entrance, NetSocket socket) {
        Connection connection = Connection.of(vertx, (NetSocketInternal) socket);
        setup.underway().add(connection.closure());
        ConnectionLimit limit = ConnectionLimit.of(vertx, listener);
        if (draining) {
            entrance.refuse(connection, ErrorCode.UNAVAILABLE);
        } else if (limit.enter(setup.door().config().limits().maxConnections())) {
            connection.closure().onComplete(v -> limit.leave());
            entrance.serve(connection);
        } else {
            entrance.refuse(connection, ErrorCode.RESOURCE_EXHAUSTED);
        }
    }
}
