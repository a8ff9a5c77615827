package io.chunkgate.tcp;

import io.vertx.core.Vertx;
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

    long idleMillis() {
        return setup.tcp().idleTimeoutMs();
    }
}
