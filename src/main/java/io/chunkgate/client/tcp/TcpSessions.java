package io.chunkgate.client.tcp;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.TimeUnit;

/** Opens sessions with one gateway. Each transfer has its own connection, so that a broken connection affects only one. */
final class TcpSessions {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection on which nothing arrives for this long, not even a PONG, counts as broken. */
    private static final int READ_IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final NetClient client;
    private final String host;
    private final int port;
    private final GatewayAccess access;

    TcpSessions(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.host = url.host();
        this.port = url.port();
        this.access = access;
        NetClientOptions options = new NetClientOptions()
                .setHostnameVerificationAlgorithm(access.insecure() ? "" : "HTTPS")
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReadIdleTimeout(READ_IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        access.secure(options, url);
        this.client = vertx.createNetClient(options);
    }

    /** Opens a connection and completes after its WELCOME. The caller closes the session. */
    Future<TcpSession> open() {
        return client.connect(port, host)
                .recover(cause -> Future.failedFuture(ClientException.unreachable(host, port, cause)))
                .compose(socket -> TcpSession.handshake(vertx, this, socket, access.token()));
    }

    Future<Void> close() {
        return client.close();
    }
}
