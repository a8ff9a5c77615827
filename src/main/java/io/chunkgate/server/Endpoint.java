package io.chunkgate.server;

/**
 * An address that a door listens on.
 *
 * @param listener which one
 * @param host     as configured
 * @param port     the real one, also where any was asked for
 */
public record Endpoint(Listener listener, String host, int port) {}
