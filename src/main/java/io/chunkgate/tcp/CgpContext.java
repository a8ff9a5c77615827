package io.chunkgate.tcp;

import io.vertx.core.Vertx;
import java.util.function.IntConsumer;

/**
 * What the transfers of one framed session work with.
 *
 * @param setup      of the door
 * @param connection of the client
 * @param output     for what is said
 * @param inboundBudget    for what is held
 * @param maxPayload the longest payload of a CHUNK, in bytes
 * @param ended      told the number of a transfer that has said its last word
 */
record CgpContext(
        TcpContext setup,
        TcpConnection connection,
        FrameOutput output,
        InboundBudget inboundBudget,
        int maxPayload,
        IntConsumer ended) {
    Vertx vertx() {
        return setup.server().vertx();
    }

    long idleMillis() {
        return setup.tcp().idleTimeoutMs();
    }
}
