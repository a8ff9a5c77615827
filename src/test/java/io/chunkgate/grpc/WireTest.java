package io.chunkgate.grpc;

import static io.chunkgate.grpc.RawClient.GET_FILE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.chunkgate.grpc.RawClient.Reply;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.text.PercentCoding;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC port at the level of HTTP: the encoding, and invalid requests. */
@ExtendWith(CheckedVertx.class)
class WireTest {
    private static final String GRPC = "application/grpc";
    private static final String FILES = "/chunkgate.v1.FilesService/";
    private static final String REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
    private static final int PREFIX_BYTES = 5;

    @TempDir
    private Path root;

    private Vertx vertx;
    private int port;
    private byte[] bytes;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        bytes = TestData.file(root.resolve("file.bin"), 2 * 32768 + 1);
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("maxMessageSize", 2048);
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        port = Listeners.port(vertx, Listener.GRPC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GRPC,
                "application/grpc+proto",
                "Application/GRPC",
                "application/grpc; charset=utf-8",
                "application/gRPC+Proto;a=b;c=d",
                "application/grpc ;"
            })
    void messages_areThoseOfTheProtoFile(String contentType) throws Exception {
        Reply reply = http2().post(GET_FILE, contentType, request("file.bin"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("content-type")).isEqualTo(GRPC);
        assertThat(reply.trailers().get("grpc-status")).isEqualTo("0");
        assertIsFile(messages(reply.body()));
    }

    @Test
    void requestInSingleBytes_isParsed() throws Exception {
        Buffer request = request("file.bin");
        Reply reply = http2().send(HttpMethod.POST, GET_FILE, GRPC, http -> {
            http.setChunked(true);
            for (int i = 0; i < request.length(); i++) {
                http.write(request.getBuffer(i, i + 1));
            }
            http.end();
        });
        assertIsFile(messages(reply.body()));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcWeb_sendsTheTrailersInTheBody(HttpVersion version) throws Exception {
        Reply reply = client(version).post(GET_FILE, "Application/gRPC-Web+proto; charset=utf-8", request("file.bin"));
        assertThat(reply.headers().get("content-type")).startsWith("application/grpc-web");
        assertIsFileAndTrailers(reply.body());
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcWebText_isBase64(HttpVersion version) throws Exception {
        Buffer text =
                Buffer.buffer(Base64.getEncoder().encode(request("file.bin").getBytes()));
        Reply reply = client(version).post(GET_FILE, "application/GRPC-web-text;charset=utf-8", text);
        assertThat(reply.headers().get("content-type")).startsWith("application/grpc-web-text");
        Base64Stream base64 = new Base64Stream();
        assertIsFileAndTrailers(base64.decode(reply.body()));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcWeb_getsErrors(HttpVersion version) throws Exception {
        Reply reply = client(version).post(GET_FILE, "application/grpc-web", request("missing"));
        assertThat(reply.grpcStatus()).isEqualTo(GrpcStatus.NOT_FOUND.code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void otherThanOneMessage_isRefused(int count) throws Exception {
        Buffer body = Buffer.buffer();
        for (int i = 0; i < count; i++) {
            body.appendBuffer(request("file.bin"));
        }
        assertThat(http2().post(GET_FILE, GRPC, body).grpcStatus()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
    }

    @Test
    void truncatedMessage_isRefused() throws Exception {
        Buffer body = request("file.bin").slice(0, 9);
        assertThat(http2().post(GET_FILE, GRPC, body).grpcStatus()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
    }

    @Test
    void malformedRequest_isRefused() throws Exception {
        Buffer body = message(0, new byte[] {(byte) 0xFF, (byte) 0xFF});
        assertThat(http2().post(GET_FILE, GRPC, body).grpcStatus()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
    }

    @Test
    void tooLargeMessage_isRefused() throws Exception {
        Buffer body = message(0, new byte[3000]);
        assertThat(http2().post(GET_FILE, GRPC, body).grpcStatus()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED.code);
    }

    @Test
    void lengthOf4GiB_isRefusedAtOnce() throws Exception {
        Buffer body = Buffer.buffer().appendByte((byte) 0).appendInt(-1).appendString("x");
        assertThat(http2().post(GET_FILE, GRPC, body).grpcStatus()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED.code);
    }

    @ParameterizedTest
    @ValueSource(strings = {GET_FILE, "/grpc.health.v1.Health/Check"})
    void compressedMessageOfNoKnownEncoding_isReset(String method) {
        Buffer body = message(1, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> http2().post(method, GRPC, body)).isInstanceOf(StreamResetException.class);
    }

    @Test
    void textThatIsNotBase64_isReset() {
        assertThatThrownBy(() -> http2().post(GET_FILE, "application/grpc-web-text", Buffer.buffer("!!!!")))
                .isInstanceOf(StreamResetException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy"})
    void compressedEncoding_isRefused_andIdentityIsNamed(String encoding) throws Exception {
        Reply reply = http2().send(
                        HttpMethod.POST, GET_FILE, GRPC, request -> request.putHeader("grpc-encoding", encoding)
                                .end(request("file.bin")));
        assertThat(reply.grpcStatus()).isEqualTo(GrpcStatus.UNIMPLEMENTED.code);
        assertThat(reply.headers().get("grpc-accept-encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/demo.Files/Other", "/demo.Other/GetFile", "/demo.Files/GetFile/x", "/", "/x"})
    void unknownMethod_isUnimplemented(String path) throws Exception {
        assertThat(http2().post(path, GRPC, request("file.bin")).grpcStatus()).isEqualTo(GrpcStatus.UNIMPLEMENTED.code);
    }

    /** A call that waits for its request would wait forever without the deadline. */
    @ParameterizedTest
    @CsvSource({
        "1n, DEADLINE_EXCEEDED",
        "999999n, DEADLINE_EXCEEDED",
        "999u, DEADLINE_EXCEEDED",
        "0m, DEADLINE_EXCEEDED",
        "0H, DEADLINE_EXCEEDED",
        "1500u, DEADLINE_EXCEEDED",
        "5000000n, DEADLINE_EXCEEDED",
        "5m, DEADLINE_EXCEEDED",
        "000000005m, DEADLINE_EXCEEDED",
        "m, INVALID_ARGUMENT",
        "5, INVALID_ARGUMENT",
        "-5m, INVALID_ARGUMENT",
        "5s, INVALID_ARGUMENT",
        "1.5S, INVALID_ARGUMENT"
    })
    void timeout_endsTheCall(String timeout, GrpcStatus status) throws Exception {
        for (String method : List.of(GET_FILE, "/google.bytestream.ByteStream/Write", REFLECTION)) {
            Reply reply = http2().send(HttpMethod.POST, method, GRPC, request -> {
                request.exceptionHandler(closed -> {}); // The request never ends.
                request.putHeader("grpc-timeout", timeout).sendHead();
            });
            assertThat(reply.grpcStatus()).isEqualTo(status.code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999H", "20S", "999999999999999999m", "30000000u"})
    void longTimeout_isNoObstacle(String timeout) throws Exception {
        Reply reply = http2().send(
                        HttpMethod.POST, GET_FILE, GRPC, request -> request.putHeader("grpc-timeout", timeout)
                                .end(request("file.bin")));
        assertThat(reply.trailers().get("grpc-status")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcMessage_encodesOnlyPercentAndBytesOutsidePrintableAscii(HttpVersion version) throws Exception {
        Reply reply = client(version).post(GET_FILE, "application/grpc-web", request("a+b *~/:,;=?&#'\"%ü.bin"));
        assertThat(reply.headers().get("grpc-message")).isEqualTo("'a+b *~/:,;=?&#'\"%25%C3%BC.bin': no such file");
    }

    /** Several clients refuse responses with more than 8 KiB of metadata, and report a riddle instead. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "%", "ü", "漢", "\uD83D\uDE00"})
    void longInput_fitsIntoTheMetadataThatClientsTake(String character) throws Exception {
        int width = character.getBytes(UTF_8).length;
        String text = character.repeat(1800 / width);
        String name = (character.repeat(200 / width) + "/").repeat(4) + character.repeat(200 / width);
        for (Buffer stat : List.of(
                message(0, StatRequest.newBuilder().setName(text).build().toByteArray()),
                message(0, StatRequest.newBuilder().setName(name).build().toByteArray()))) {
            assertFits(http2().post(FILES + "Stat", GRPC, stat));
        }
        DeleteRequest delete =
                DeleteRequest.newBuilder().setName("file.bin").addIfMatch(text).build();
        assertFits(http2().post(FILES + "Delete", GRPC, message(0, delete.toByteArray())));
        ReadRequest read =
                ReadRequest.newBuilder().setResourceName("uploads/" + text).build();
        assertFits(http2().post("/google.bytestream.ByteStream/Read", GRPC, message(0, read.toByteArray())));
        WriteStart start = WriteStart.newBuilder()
                .setName("a")
                .setSha256(text)
                .addIfMatch(text)
                .build();
        WriteRequest write = WriteRequest.newBuilder().setStart(start).build();
        assertFits(http2().post(FILES + "Write", GRPC, message(0, write.toByteArray())));
        assertFits(http2().post("/" + URLEncoder.encode(text, UTF_8), GRPC, request("file.bin")));
        assertFits(http2().send(HttpMethod.POST, GET_FILE, GRPC, request -> request.putHeader(
                        "grpc-timeout", URLEncoder.encode(text, UTF_8))
                .end(request("file.bin"))));
    }

    /** Names and values, and 32 bytes for each field (RFC 9113, section 6.5.2). */
    private static void assertFits(Reply reply) {
        assertThat(reply.grpcStatus()).isNotZero();
        int size = 0;
        for (MultiMap fields : List.of(reply.headers(), reply.trailers())) {
            for (Map.Entry<String, String> field : fields) {
                size += field.getKey().length() + field.getValue().length() + 32;
            }
        }
        assertThat(size).isLessThan(8000);
        String message = reply.headers().get("grpc-message");
        assertThat(PercentCoding.decode(message)).doesNotContain("\uFFFD").doesNotContain("??");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, GET, text/html, 415",
        "HTTP_1_1, POST, application/json, 415",
        "HTTP_1_1, POST, application/grpc, 400",
        "HTTP_1_1, GET, application/grpc-web, 405",
        "HTTP_2, GET, application/grpc, 405",
        "HTTP_2, POST, application/grpc+json, 415",
        "HTTP_2, POST, Application/GRPC+JSON; charset=utf-8, 415",
        "HTTP_2, POST, application/grpcx, 415",
        "HTTP_2, POST, application/grpc-web+json, 415",
        "HTTP_1_1, POST, Application/GRPC; a=b, 400",
    })
    void requestThatIsNotGrpc_isRefusedWithAReason(HttpVersion version, String method, String contentType, int status)
            throws Exception {
        Reply reply = client(version).send(HttpMethod.valueOf(method), GET_FILE, contentType, request -> request.end());
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().toString()).contains("gRPC").contains("expected: ");
    }

    private RawClient http2() {
        return client(HttpVersion.HTTP_2);
    }

    private RawClient client(HttpVersion version) {
        return new RawClient(vertx, port, version);
    }

    private void assertIsFile(List<byte[]> messages) throws Exception {
        List<Response> parsed = new ArrayList<>();
        for (byte[] message : messages) {
            parsed.add(Response.parseFrom(message));
        }
        assertThat(parsed).containsExactly(response(0, 0, 32768), response(1, 32768, 65536), response(2, 65536, 65537));
    }

    private void assertIsFileAndTrailers(Buffer body) throws Exception {
        List<byte[]> messages = messages(body);
        String trailers = new String(messages.remove(messages.size() - 1), US_ASCII);
        assertThat(trailers).isEqualTo("grpc-status:0\r\n");
        assertIsFile(messages);
    }

    private Response response(int number, int from, int to) {
        return Response.newBuilder()
                .setChunkNumber(number)
                .setChunk(ByteString.copyFrom(bytes, from, to - from))
                .build();
    }

    /** Splits a body into messages; it must contain complete messages only. */
    private static List<byte[]> messages(Buffer body) {
        List<byte[]> messages = new ArrayList<>();
        int position = 0;
        while (position < body.length()) {
            int start = position + PREFIX_BYTES;
            position = start + body.getInt(position + 1);
            messages.add(body.getBytes(start, position));
        }
        return messages;
    }

    private static Buffer request(String name) {
        return message(0, Request.newBuilder().setName(name).build().toByteArray());
    }

    private static Buffer message(int flags, byte[] message) {
        return Buffer.buffer()
                .appendByte((byte) flags)
                .appendInt(message.length)
                .appendBytes(message);
    }
}
