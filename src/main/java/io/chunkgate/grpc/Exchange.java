package io.chunkgate.grpc;

import io.chunkgate.door.DoorContext;
import io.chunkgate.transfer.ChunkSink;
import io.chunkgate.transfer.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;

/**
 * The HTTP side of a call.
 *
 * @param door     for the client of this call
 * @param protocol how messages travel in it
 * @param http     the request; its body belongs to Vert.x's gRPC server, unless a call takes it away
 */
record Exchange(DoorContext door, Protocol protocol, GuardedRequest http) {

    HttpServerResponse response() {
        return http.response();
    }

    /** The client's address as {@code host:port}. */
    String peer() {
        return String.valueOf(http.remoteAddress());
    }

    /** The response as a sink for blocks of a file, which it takes once Vert.x has written the head. */
    ChunkSink sink(Vertx vertx, MessageFraming framing) {
        Turns.Seat seat = Turns.of(vertx, http);
        return protocol == Protocol.WEB_TEXT
                ? ChunkSink.framed(response(), block -> text(framing.frame(block)), seat)
                : ChunkSink.framed(response(), framing::frame, seat);
    }

    private static Buffer text(Buffer bytes) {
        return Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }
}
