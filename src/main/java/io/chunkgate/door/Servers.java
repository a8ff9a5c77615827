package io.chunkgate.door;

import io.chunkgate.config.LimitsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.core.spi.transport.Transport;

/**
 * Servers whose connections are counted when they are accepted. Vert.x itself (5.0.12) tells of a connection only when its
 * TLS handshake is over, or its first bytes have shown which version of HTTP it speaks, so that whoever never gets there
 * could open as many as there are descriptors.
 */
public final class Servers {
    private Servers() {}

    /** A server for HTTP that takes no more connections than the limits allow. */
    public static HttpServer http(Vertx vertx, Listener listener, LimitsConfig limits, HttpServerOptions options) {
        VertxInternal counting = counting(vertx, listener, limits);
        return new HttpServerImpl(counting, options);
    }

    /** A server for TCP that takes no more connections than the limits allow. */
    public static NetServer net(Vertx vertx, Listener listener, LimitsConfig limits, NetServerOptions options) {
        return counting(vertx, listener, limits).createNetServer(options);
    }

    private static VertxInternal counting(Vertx vertx, Listener listener, LimitsConfig limits) {
        return new CountingVertx((VertxInternal) vertx, new Doorkeeper(vertx, listener, limits));
    }

    /** The user's Vert.x, but for how servers are bound. */
    private static final class CountingVertx extends VertxWrapper {
        private final Transport transport;

        CountingVertx(VertxInternal vertx, Doorkeeper doorkeeper) {
            super(vertx);
            this.transport = new KeptTransport(vertx.transport(), doorkeeper);
        }

        @Override
        public NetServerInternal createNetServer(NetServerOptions options) {
            return new NetServerImpl(this, options.copy());
        }

        @Override
        public Transport transport() {
            return transport;
        }
    }
}
