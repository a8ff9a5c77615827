package io.chunkgate.tcp;

import io.chunkgate.server.Client;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.IntConsumer;

/**
 * What the transfers of one CGP session share.
 *
 * @param listener   what the connections of the verticle share
 * @param client     as admitted by HELLO
 * @param connection of the client
 * @param output     sends frames
 * @param budget     counts the bytes that this connection holds in memory
 * @param maxPayload the longest payload of a CHUNK, in bytes
 * @param onEnded    gets the number of a transfer when its last frame was sent
 */
record CgpContext(
        TcpContext listener,
        Client client,
        TcpConnection connection,
        FrameOutput output,
        InboundBudget budget,
        int maxPayload,
        IntConsumer onEnded) {
    Vertx vertx() {
        return listener.server().vertx();
    }

    FileStore store() {
        return client.store();
    }

    long idleMillis() {
        return listener.tcp().idleTimeoutMs();
    }

    /** Keeps the store open until the operation is complete. */
    <T> Future<T> track(Future<T> operation) {
        return listener.track(operation);
    }

    /** Counts a request that failed before its transfer was registered. */
    void reject(StoreException reason) {
        listener.reject(connection, reason);
    }
}
