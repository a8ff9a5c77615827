package io.chunkgate.transfer;

import java.util.Optional;

/**
 * What a request says about its client, unverified.
 *
 * @param peer        the client's address as {@code host:port}
 * @param agent       the client program, such as {@code curl/8.5.0}
 * @param traceparent the unparsed W3C Trace Context header of the request
 */
public record RequestInfo(String peer, Optional<String> agent, Optional<String> traceparent) {
    /** Returns the information on a client of which only the address is known. */
    public static RequestInfo ofPeer(String peer) {
        return new RequestInfo(peer, Optional.empty(), Optional.empty());
    }
}
