package io.chunkgate.transfer;

/**
 * A client, and the listener that it is connected to.
 *
 * @param listener  {@code http}, {@code grpc} or {@code tcp}
 * @param peer      the client's address as {@code host:port}
 * @param principal the authenticated principal, or {@code anonymous}
 */
public record ClientId(String listener, String peer, String principal) {
    /** Returns the address without the port, which differs between connections. */
    public String host() {
        int colon = peer.lastIndexOf(':');
        return colon < 0 ? peer : peer.substring(0, colon);
    }
}
