package io.chunkgate.grpc;

import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.StreamScheduler;
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
        return requestInfo(http);
    }

    /** The same of any request. */
    static RequestInfo requestInfo(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return new RequestInfo(
                address.hostAddress() + ":" + address.port(),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)),
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    /** The response as a sink for blocks of a file, which it takes once Vert.x has written the head. */
    ChunkSink sink(Vertx vertx, MessageFraming framing) {
        StreamScheduler.Slot slot = StreamScheduler.of(vertx, http);
        return protocol == Protocol.WEB_TEXT
                ? ChunkSink.encoded(response(), block -> text(framing.frame(block)), slot)
                : ChunkSink.encoded(response(), framing::frame, slot);
    }

    private static Buffer text(Buffer bytes) {
        return Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }
}
