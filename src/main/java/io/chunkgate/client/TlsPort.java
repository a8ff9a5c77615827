package io.chunkgate.client;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out why a gateway closes a connection in clear text without a response: its port may use TLS, which then says
 * nothing that a client of the other protocols could read.
 */
public final class TlsPort {
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Vertx vertx;
    private final GatewayUrl url;
    private final AtomicBoolean known;

    /** @param url scheme, host and port of the gateway */
    public TlsPort(Vertx vertx, GatewayUrl url) {
        this.vertx = vertx;
        this.url = url;
        this.known = new AtomicBoolean(url.isSecure());
    }

    /** The gateway has responded in clear text, so its port does not use TLS. */
    public void responded() {
        known.set(true);
    }

    /**
     * A future that failed with {@link ClientException#of}, or with INVALID_ARGUMENT if the port uses TLS. Only the first
     * failure tries that, and none after a response.
     */
    public <T> Future<T> explain(Throwable cause) {
        if (!ClientException.of(cause).isTransient() || known.getAndSet(true)) {
            return ClientException.failed(cause);
        }
        NetClientOptions options = new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setConnectTimeout(TIMEOUT_MILLIS)
                .setSslHandshakeTimeout(TIMEOUT_MILLIS);
        NetClient prober = vertx.createNetClient(options);
        return prober.connect(url.port(), url.host())
                .eventually(prober::close)
                .transform(handshake -> ClientException.failed(handshake.succeeded() ? usesTls() : cause));
    }

    private ClientException usesTls() {
        return new ClientException(
                ErrorCode.INVALID_ARGUMENT,
                "URL: '" + url.origin() + "' (expected: " + url.scheme() + "s://, as the port uses TLS)");
    }
}
