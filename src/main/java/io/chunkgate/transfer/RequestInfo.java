package io.chunkgate.transfer;

import java.util.Optional;

/**
 * What a request says of its sender, without proof.
 *
 * @param peer        the client's address as {@code host:port}
 * @param agent       which program it is, such as {@code curl/8.5.0}
 * @param traceparent the span that the request is a part of (W3C Trace Context), as it came
 */
public record RequestInfo(String peer, Optional<String> agent, Optional<String> traceparent) {
    /** Of a client that says nothing. */
    public static RequestInfo silent(String peer) {
        return new RequestInfo(peer, Optional.empty(), Optional.empty());
    }
}
