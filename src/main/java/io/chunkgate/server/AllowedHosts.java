package io.chunkgate.server;

import io.chunkgate.config.HostNames;
import io.chunkgate.config.ServerConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hosts that requests may name (RFC 9110, section 7.4). A page of another site whose name resolves to a loopback address
 * is of the same origin as the gateway for a browser, so that it may send any request; but each has that name as its host.
 */
public final class AllowedHosts {
    private final boolean isLimited;
    private final HostNames names;

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
        return hosts(request)
                .filter(host -> !HostNames.isLoopback(host) && !names.contains(host))
                .map(host -> "Host: '" + host + "' (expected: localhost or a loopback address, or a name in the setting"
                        + " server.allowedHosts)")
                .findFirst();
    }

    private static Stream<String> hosts(HttpServerRequest request) {
        Stream<String> stated = request.headers().getAll(HttpHeaders.HOST).stream()
                .map(host -> Optional.ofNullable(HostAndPort.parseAuthority(host, -1))
                        .map(HostAndPort::host)
                        .orElse(host));
        return Stream.concat(
                Stream.ofNullable(request.authority()).map(HostAndPort::host), stated);
    }
}
