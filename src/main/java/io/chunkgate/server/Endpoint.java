package io.chunkgate.server;

import io.chunkgate.server.net.Listener;

/**
 * An address that a server listens on.
 *
 * @param listener the listener
 * @param host     as configured
 * @param port     the real port, also where the configuration has 0
 */
public record Endpoint(Listener listener, String host, int port) {}
