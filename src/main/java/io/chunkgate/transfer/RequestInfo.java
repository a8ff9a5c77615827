package io.chunkgate.transfer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its client, without proof.
 *
 * @param peer        the client's address as {@code host:port}
 * @param agent       the client program, such as {@code curl/8.5.0}
 * @param traceparent the span that the request is a part of (W3C Trace Context), as received
 */
public record RequestInfo(String peer, Optional<String> agent, Optional<String> traceparent) {
    /** Reads the address and the headers of a request by HTTP or gRPC. */
    public static RequestInfo of(HttpServerRequest request) {
        return new RequestInfo(
                peer(request.remoteAddress()),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)),
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    /** A client of which only the address is known. */
    public static RequestInfo ofPeer(String peer) {
        return new RequestInfo(peer, Optional.empty(), Optional.empty());
    }

    /** The address as {@code host:port}, or {@code unknown}. */
    public static String peer(@Nullable SocketAddress address) {
        return address == null ? "unknown" : address.hostAddress() + ":" + address.port();
    }
}
