package io.chunkgate.tcp;

import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;

/**
 * Handles the events of a connection, on its event loop. A connection has one session at a time; a replaced session gets no
 * further event.
 */
interface Session {
    /** Bytes of the client, in order and cut anywhere; at least one. */
    void received(Buffer data);

    /** The client has ended its sending side, or is gone. Called once, after the last byte. */
    default void ended() {}

    /** The connection is closed. Called last, after {@link #ended}. */
    default void closed() {}

    /** A handler of the connection threw an exception: the client gets the error, and the connection is closed. */
    default void fault(StoreException reason) {}

    /** The gateway stops: running work may continue for the drain time, nothing new begins. */
    default void drain() {}
}
