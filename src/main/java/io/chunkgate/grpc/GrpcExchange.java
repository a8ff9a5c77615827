package io.chunkgate.grpc;

import io.chunkgate.server.Client;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;
import java.util.OptionalLong;

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

    /** Takes an upload over, unless the call was cancelled: its client may have begun again on the same connection. */
    Future<UploadSession> resume(UploadInfo upload, OptionalLong size) {
        return response().closed() ? Future.failedFuture(Failures.connectionLost()) : client.resume(upload, size);
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
