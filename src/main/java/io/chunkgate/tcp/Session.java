package io.chunkgate.tcp;

import io.vertx.core.buffer.Buffer;

/**
 * Whoever speaks with a client at the moment: a connection has one session after the other. A session hears of its
 * connection from its event loop, and nothing more once the next one serves it.
 */
interface Session {
    /** Bytes of the client, in order and cut anywhere; at least one. */
    void received(Buffer data);

    /** The client will send nothing more. It may still read, or be gone. Comes once, after its last byte. */
    void ended();

    /** The connection is closed; comes last, after {@link #ended}. */
    void closed();

    /** The gateway stops: what runs may go on for the drain time, nothing new begins. */
    void drain();
}
