package io.chunkgate.tcp;

import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.RateWatch;
import io.chunkgate.transfer.StallLimit;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What the transfers of one framed session work with.
 *
 * @param setup      of the door
 * @param connection of the client
 * @param output     for what is said
 * @param backlog    for what is held
 * @param maxPayload the longest payload of a CHUNK, in bytes
 * @param ended      told the number of a transfer that has said its last word
 */
record FramedContext(
        TcpSetup setup, Connection connection, FrameOutput output, Backlog backlog, int maxPayload, IntConsumer ended) {
    Vertx vertx() {
        return setup.door().vertx();
    }

    /** What a client must take of a download. */
    StallLimit stall() {
        return new StallLimit(idleMillis(), setup.door().config().limits().minDownloadBytesPerSecond());
    }

    /** Judges how fast a client sends an upload. */
    RateWatch rateWatch(Consumer<StoreException> onSlow) {
        return new RateWatch(
                vertx(), idleMillis(), setup.door().config().uploads().minBytesPerSecond(), onSlow);
    }

    long idleMillis() {
        return setup.tcp().idleTimeoutMs();
    }
}
