package io.chunkgate.server;

import io.chunkgate.config.HostNames;
import io.chunkgate.config.ServerConfig;
import io.chunkgate.server.net.ForwardedRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/**
 * The hosts that requests may name (RFC 9110, section 7.4). A page of another site whose name resolves to a loopback address
 * is of the same origin as the gateway for a browser, so that it may send any request; but each has that name as its host.
 */
public final class AllowedHosts {
    private final boolean isLimited;
    private final HostNames names;
    /** Most requests name the same host. */
    private volatile String lastAllowed = "";

    private AllowedHosts(boolean isLimited, HostNames names) {
        this.isLimited = isLimited;
        this.names = names;
    }

    /** Without {@code server.allowedHosts}, hosts are limited where clients need no credentials. Blocks. */
    public static AllowedHosts of(ServerContext context) {
        ServerConfig server = context.config().server();
        HostNames names = server.hosts();
        boolean isLimited = !names.isEmpty() || (context.access().isOpen() && server.isLoopback());
        return new AllowedHosts(isLimited, names);
    }

    /**
     * Returns the reason to refuse a request. The host that a trusted proxy forwards must be allowed, and so must the one that it
     * sends itself: a page reaches a gateway on the machine of the proxy without it. A request without a host, which no browser
     * sends, is not refused.
     */
    public Optional<String> violation(HttpServerRequest request) {
        if (!isLimited) {
            return Optional.empty();
        }
        HostAndPort authority = request.authority();
        if (authority != null && !isAllowed(authority.host())) {
            return Optional.of(refusal(authority.host()));
        }
        boolean isHost = authority != null && request.version() != HttpVersion.HTTP_2 && !ForwardedRequest.is(request);
        return isHost
                ? Optional.empty()
                : request.headers().getAll(HttpHeaders.HOST).stream()
                        .map(AllowedHosts::withoutPort)
                        .filter(host -> !isAllowed(host))
                        .findFirst()
                        .map(AllowedHosts::refusal);
    }

    private boolean isAllowed(String host) {
        if (host.equals(lastAllowed)) {
            return true;
        }
        boolean allowed = HostNames.isLoopback(host) || names.contains(host);
        lastAllowed = allowed ? host : lastAllowed;
        return allowed;
    }

    private static String withoutPort(String host) {
        HostAndPort parsed = HostAndPort.parseAuthority(host, -1);
        return parsed == null ? host : parsed.host();
    }

    private static String refusal(String host) {
        return "Host: '" + host + "' (expected: localhost or a loopback address, or a name in the setting"
                + " server.allowedHosts)";
    }
}
