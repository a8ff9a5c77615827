package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.config.Networks;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.ChannelPipeline;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Creates servers that count connections when they are accepted. Vert.x itself (5.0.12) reports a connection only after its
 * TLS handshake, or after the first bytes of HTTP, so that clients that never get there could use up all descriptors.
 */
public final class LimitedServers {
    private LimitedServers() {}

    /**
     * Creates an HTTP server that accepts no more connections than the limits allow.
     *
     * @param limits  as they are now, for each connection
     * @param proxies the trusted proxies
     * @param options say whether connections begin with a PROXY header
     */
    public static HttpServer http(
            Vertx vertx,
            Listener listener,
            Supplier<LimitsConfig> limits,
            Networks proxies,
            HttpServerOptions options) {
        AcceptLimiter limiter = new AcceptLimiter(vertx, listener, limits, proxies, options.isUseProxyProtocol());
        VertxInternal counting = new CountingVertx((VertxInternal) vertx, limiter, pipeline -> {
            pipeline.addLast(new Http1Requests.FirstBytes(
                    channel -> Http1Requests.install(channel, listener, options, Rejections.of(vertx))));
            Http2HeadTimeout.add(pipeline, vertx, listener, limits.get());
            AnnouncedSettings.add(pipeline, options);
        });
        return new HttpServerImpl(counting, options);
    }

    /** Creates a TCP server that accepts no more connections than the limits allow; the parameters are those of {@link #http}. */
    public static NetServer net(
            Vertx vertx, Listener listener, Supplier<LimitsConfig> limits, Networks proxies, NetServerOptions options) {
        AcceptLimiter limiter = new AcceptLimiter(vertx, listener, limits, proxies, options.isUseProxyProtocol());
        return new CountingVertx((VertxInternal) vertx, limiter, pipeline -> {}).createNetServer(options);
    }

    /** The user's Vert.x with another transport for servers. */
    private static final class CountingVertx extends VertxWrapper {
        private final Transport transport;
        private final AcceptLimiter limiter;
        private final Consumer<ChannelPipeline> inClear;

        /** @param inClear called for each connection whose TLS handshake is over or that needs none, before its first bytes */
        CountingVertx(VertxInternal vertx, AcceptLimiter limiter, Consumer<ChannelPipeline> inClear) {
            super(vertx);
            this.limiter = limiter;
            this.inClear = inClear;
            this.transport = new AcceptLimitingTransport(vertx.transport(), limiter);
        }

        @Override
        public NetServerInternal createNetServer(NetServerOptions options) {
            return new NetServerImpl(this, options.copy()) {
                @Override
                protected void initChannel(ChannelPipeline pipeline, boolean ssl) {
                    limiter.clientKnown(pipeline.channel());
                    inClear.accept(pipeline);
                    super.initChannel(pipeline, ssl);
                }
            };
        }

        @Override
        public Transport transport() {
            return transport;
        }
    }
}
