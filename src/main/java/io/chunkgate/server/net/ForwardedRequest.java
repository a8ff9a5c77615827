package io.chunkgate.server.net;

import io.chunkgate.config.Networks;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request that a trusted proxy forwarded, with the address, the scheme and the authority of its client. */
public final class ForwardedRequest extends HttpServerRequestWrapper {
    private final Forwarded forwarded;

    private ForwardedRequest(HttpServerRequest request, Forwarded forwarded) {
        super((HttpServerRequestInternal) request);
        this.forwarded = forwarded;
    }

    /**
     * Handles requests of trusted proxies as those of their clients. Others reach the handler as they are; what they say of
     * themselves in headers is ignored.
     *
     * @param trusted the addresses of proxies; none for a server without
     * @param refuse  gets a request of a proxy that cannot be understood, and the reason
     */
    public static Handler<HttpServerRequest> handler(
            Networks trusted, Handler<HttpServerRequest> handler, BiConsumer<HttpServerRequest, String> refuse) {
        if (trusted.isEmpty()) {
            return handler;
        }
        return request -> {
            HttpServerRequest read;
            try {
                read = trusted.contains(ClientAddress.ip(request.remoteAddress()))
                        ? new ForwardedRequest(
                                request, Forwarded.of(request.headers(), request.remoteAddress(), trusted))
                        : request;
            } catch (Forwarded.MalformedException e) {
                refuse.accept(request, String.valueOf(e.getMessage()));
                return;
            }
            handler.handle(read);
        };
    }

    /** Whether a trusted proxy forwarded a request. */
    public static boolean is(HttpServerRequest request) {
        return request instanceof ForwardedRequest;
    }

    /** The prefix that a trusted proxy removed from the path of a request, such as {@code /data}; empty for none. */
    public static String basePath(HttpServerRequest request) {
        return request instanceof ForwardedRequest proxied ? proxied.forwarded.basePath() : "";
    }

    @Override
    public SocketAddress remoteAddress() {
        return forwarded.client();
    }

    @Override
    public String scheme() {
        return forwarded.scheme().orElseGet(super::scheme);
    }

    @Override
    public boolean isSSL() {
        return forwarded.scheme().map("https"::equals).orElseGet(super::isSSL);
    }

    @Override
    public @Nullable HostAndPort authority() {
        return forwarded.host().orElseGet(super::authority);
    }
}
