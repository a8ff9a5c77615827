package io.chunkgate.transfer;

/**
 * Who moves bytes, and through which door.
 *
 * @param listener      {@code http}, {@code grpc} or {@code tcp}
 * @param peer      the client's address as {@code host:port}
 * @param principal who it showed to be; {@code anonymous} where that was nobody
 */
public record ClientId(String listener, String peer, String principal) {
    /** The address without the port, which is another one for each connection. */
    public String host() {
        int colon = peer.lastIndexOf(':');
        return colon < 0 ? peer : peer.substring(0, colon);
    }
}
