package io.chunkgate.grpc;

import io.chunkgate.server.Client;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileStore;
import io.chunkgate.transfer.download.ChunkSink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;

/**
 * The HTTP request and response of a call.
 *
 * @param client   of this call
 * @param protocol how messages are encoded in the body
 * @param http     the request; its body belongs to Vert.x's gRPC server, unless a call takes it away
 */
record GrpcExchange(Client client, Protocol protocol, GuardedRequest http) {

    HttpServerResponse response() {
        return http.response();
    }

    ServerContext server() {
        return client.server();
    }

    FileStore store() {
        return client.store();
    }

    /** The response as a sink for blocks of a file, to be used once Vert.x has written the head. */
    ChunkSink sink(MessageFraming framing) {
        return protocol == Protocol.WEB_TEXT
                ? ChunkSink.encoded(response(), block -> base64(framing.frame(block)))
                : ChunkSink.encoded(response(), framing::frame);
    }

    private static Buffer base64(Buffer bytes) {
        return Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }
}
