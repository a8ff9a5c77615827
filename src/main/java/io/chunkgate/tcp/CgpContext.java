package io.chunkgate.tcp;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.IntConsumer;

/**
 * What the transfers of one CGP session share.
 *
 * @param listener   the client's view of the gateway
 * @param connection of the client
 * @param output     sends frames
 * @param budget     counts the bytes that this connection holds in memory
 * @param maxPayload the longest payload of a CHUNK, in bytes
 * @param onEnded    gets the number of a transfer when its last frame was sent
 */
record CgpContext(
        TcpContext listener,
        TcpConnection connection,
        FrameOutput output,
        InboundBudget budget,
        int maxPayload,
        IntConsumer onEnded) {
    Vertx vertx() {
        return listener.server().vertx();
    }

    FileStore store() {
        return listener.server().store();
    }

    long idleMillis() {
        return listener.tcp().idleTimeoutMs();
    }

    /** Registers a transfer, or fails with {@code RESOURCE_EXHAUSTED}. */
    Future<Transfer> begin(Direction direction, FileName name) {
        return listener.begin(connection, direction, name);
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
