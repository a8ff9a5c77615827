package io.chunkgate.client.tcp;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.TimeUnit;

/** Opens sessions with one gateway: a connection for each transfer, so that one broken connection breaks one of them. */
final class TcpSessions {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A gateway that sends nothing for so long, not even an answer to PING, counts as gone. */
    private static final int SILENCE_SECONDS = 60;

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
                .setReadIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        access.secure(options, url);
        this.client = vertx.createNetClient(options);
    }

    /** A session behind its WELCOME, with no transfer yet. The caller closes it. */
    Future<TcpSession> open() {
        return client.connect(port, host)
                .recover(cause -> Future.failedFuture(ClientException.unreachable(host, port, cause)))
                .compose(socket -> TcpSession.greet(vertx, this, socket, access.token()));
    }

    Future<Void> close() {
        return client.close();
    }
}
