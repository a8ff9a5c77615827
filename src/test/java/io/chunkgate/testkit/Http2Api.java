package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The same requests by HTTP and by gRPC, over an HTTP/2 connection of the test. */
public enum Http2Api {
    HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP) {
        @Override
        public RawHttp2Stream download(RawHttp2 connection, String name) throws IOException {
            return connection.request("GET", "/files/" + name, Map.of());
        }

        @Override
        public byte[] content(RawHttp.Reply reply) {
            return reply.body();
        }

        @Override
        public RawHttp2Stream stat(RawHttp2 connection, String name, Map<String, String> headers) throws IOException {
            return connection.request("HEAD", "/files/" + name, headers);
        }

        @Override
        public RawHttp2Stream openUpload(RawHttp2 connection, String name) throws IOException {
            return connection.open("PUT", "/files/" + name, Map.of());
        }

        @Override
        public byte[] uploadBody(String name, byte[] content) {
            return content;
        }

        @Override
        public void assertOk(RawHttp.Reply reply) {
            assertThat(reply.status()).as(reply::text).isIn(200, 201, 204);
        }

        @Override
        public void assertHeadersTooLarge(RawHttp.Reply reply) {
            assertThat(reply.status()).isEqualTo(431);
        }
    },
    /** Downloads by {@code demo.Files}, and the rest by the gateway's own service. */
    GRPC_DEMO("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC) {
        @Override
        public RawHttp2Stream download(RawHttp2 connection, String name) throws IOException {
            byte[] request =
                    GrpcMessages.encode(Request.newBuilder().setName(name).build());
            return call(connection, "/demo.Files/GetFile", GrpcMessages.HEADERS, request);
        }

        @Override
        public byte[] content(RawHttp.Reply reply) throws Exception {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            GrpcMessages.decode(reply.body(), Response.parser())
                    .forEach(message -> all.writeBytes(message.getChunk().toByteArray()));
            return all.toByteArray();
        }
    },
    GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC) {
        @Override
        public RawHttp2Stream download(RawHttp2 connection, String name) throws IOException {
            byte[] request =
                    GrpcMessages.encode(ReadRequest.newBuilder().setName(name).build());
            return call(connection, SERVICE + "Read", GrpcMessages.HEADERS, request);
        }

        @Override
        public byte[] content(RawHttp.Reply reply) throws Exception {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            GrpcMessages.decode(reply.body(), ReadResponse.parser())
                    .forEach(message -> all.writeBytes(message.getData().toByteArray()));
            return all.toByteArray();
        }
    };

    /** The path of the gateway's own service. */
    public static final String SERVICE = "/chunkgate.v1.FilesService/";

    private static final int MESSAGE_BYTES = 64 * 1024;
    private static final String OK = "0";
    private static final String RESOURCE_EXHAUSTED = "8";

    private final String verticle;
    private final Listener listener;

    Http2Api(String verticle, Listener listener) {
        this.verticle = verticle;
        this.listener = listener;
    }

    /** The class of the server. */
    public String verticle() {
        return verticle;
    }

    public Listener listener() {
        return listener;
    }

    /** Requests a whole file. */
    public abstract RawHttp2Stream download(RawHttp2 connection, String name) throws IOException;

    /** The file in the response to {@link #download}. */
    public abstract byte[] content(RawHttp.Reply reply) throws Exception;

    /**
     * Requests the description of a file.
     *
     * @param headers further ones of the request
     */
    public RawHttp2Stream stat(RawHttp2 connection, String name, Map<String, String> headers) throws IOException {
        Map<String, String> all = new HashMap<>(GrpcMessages.HEADERS);
        all.putAll(headers);
        byte[] request =
                GrpcMessages.encode(StatRequest.newBuilder().setName(name).build());
        return call(connection, SERVICE + "Stat", all, request);
    }

    /** Opens a stream for a body of {@link #uploadBody}. */
    public RawHttp2Stream openUpload(RawHttp2 connection, String name) throws IOException {
        return connection.open("POST", SERVICE + "Write", GrpcMessages.HEADERS);
    }

    /** The body that uploads a file. */
    public byte[] uploadBody(String name, byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(GrpcMessages.encode(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setName(name))
                .build()));
        for (int start = 0; start < content.length; start += MESSAGE_BYTES) {
            int length = Math.min(MESSAGE_BYTES, content.length - start);
            ByteString data = ByteString.copyFrom(content, start, length);
            body.writeBytes(
                    GrpcMessages.encode(WriteRequest.newBuilder().setData(data).build()));
        }
        body.writeBytes(
                GrpcMessages.encode(WriteRequest.newBuilder().setFinish(true).build()));
        return body.toByteArray();
    }

    /** Fails the test unless the request succeeded. */
    public void assertOk(RawHttp.Reply reply) {
        assertThat(reply.headers()).containsEntry("grpc-status", OK);
    }

    /** Fails the test unless the response says that the request's headers are too large. */
    public void assertHeadersTooLarge(RawHttp.Reply reply) {
        assertThat(reply.headers()).containsEntry("grpc-status", RESOURCE_EXHAUSTED);
    }

    private static RawHttp2Stream call(RawHttp2 connection, String method, Map<String, String> headers, byte[] request)
            throws IOException {
        RawHttp2Stream stream = connection.open("POST", method, headers);
        stream.send(request, true);
        return stream;
    }
}
