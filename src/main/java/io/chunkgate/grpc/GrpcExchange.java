package io.chunkgate.grpc;

import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.StreamScheduler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;

/**
 * The HTTP side of a call.
 *
 * @param server     for the client of this call
 * @param protocol how messages travel in it
 * @param http     the request; its body belongs to Vert.x's gRPC server, unless a call takes it away
 */
record GrpcExchange(ServerContext server, Protocol protocol, GuardedRequest http) {

    HttpServerResponse response() {
        return http.response();
    }

    /** What the client says of itself. */
    RequestInfo requestInfo() {
        return RequestInfo.of(http);
    }

    /** The response as a sink for blocks of a file, which it takes once Vert.x has written the head. */
    ChunkSink sink(Vertx vertx, MessageFraming framing) {
        StreamScheduler.Slot slot = StreamScheduler.of(vertx, http);
        return protocol == Protocol.WEB_TEXT
                ? ChunkSink.cgp(response(), block -> text(framing.frame(block)), slot)
                : ChunkSink.cgp(response(), framing::frame, slot);
    }

    private static Buffer text(Buffer bytes) {
        return Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }
}
