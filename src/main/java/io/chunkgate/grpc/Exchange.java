package io.chunkgate.grpc;

import io.chunkgate.door.DoorContext;
import io.chunkgate.transfer.Caller;
import io.chunkgate.transfer.ChunkSink;
import io.chunkgate.transfer.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.Base64;
import java.util.Optional;

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

    /** What the client says of itself. */
    Caller caller() {
        return caller(http);
    }

    /** The same of any request. */
    static Caller caller(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return new Caller(
                address.hostAddress() + ":" + address.port(),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)),
                Optional.ofNullable(request.getHeader("traceparent")));
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
