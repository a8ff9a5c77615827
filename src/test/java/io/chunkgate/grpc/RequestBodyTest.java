package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.chunkgate.grpc.RawClient.Reply;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.TestData;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing of a Write body, over every variant of HTTP. */
class RequestBodyTest extends FilesTestBase {
    private static final String WRITE = "/chunkgate.v1.FilesService/Write";
    private static final int PREFIX_BYTES = 5;

    private final byte[] bytes = TestData.bytes(100_000);

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 7, 1000})
    void messages_areFoundInBodiesCutAnywhere(int partLength) {
        List<byte[]> sent = List.of(new byte[0], new byte[] {1}, TestData.bytes(100), new byte[0], TestData.bytes(3));
        Buffer body = Buffer.buffer();
        sent.forEach(message -> body.appendBuffer(cgp(message)));
        MessageReader reader = new MessageReader(100);
        List<ByteBuf> found = new ArrayList<>();
        for (int i = 0; i < body.length(); i += partLength) {
            reader.read(body.slice(i, Math.min(body.length(), i + partLength)), found::add);
        }
        assertThat(found.stream().map(RequestBodyTest::bytesOf)).containsExactlyElementsOf(sent);
        assertThat(reader.isTruncated()).isFalse();
        reader.read(Buffer.buffer(new byte[] {0}), found::add);
        assertThat(reader.isTruncated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, Integer.MAX_VALUE, -1})
    void lengthBeyondTheLimit_isRefusedAtOnce(int length) {
        Buffer prefix = Buffer.buffer().appendByte((byte) 0).appendInt(length);
        assertThatThrownBy(() -> new MessageReader(100).read(prefix, message -> {}))
                .isInstanceOf(GrpcException.class);
    }

    @Test
    void dataField_isSplitOffAtAnyPosition() throws Exception {
        WriteRequest request = WriteRequest.newBuilder()
                .setStart(named("file.bin").setSize(7))
                .setOffset(Long.MAX_VALUE)
                .setCrc32C(-1)
                .setSha256("x")
                .setData(ByteString.copyFrom(bytes))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                100,
                                UnknownFieldSet.Field.newBuilder()
                                        .addFixed64(1)
                                        .addVarint(-1)
                                        .addLengthDelimited(ByteString.copyFromUtf8("abc"))
                                        .build())
                        .build())
                .build();
        SplitMessage split = SplitMessage.of(Unpooled.wrappedBuffer(request.toByteArray()), 10);
        assertThat(bytesOf(split.data())).isEqualTo(bytes);
        assertThat(WriteRequest.parseFrom(split.fields()))
                .isEqualTo(request.toBuilder().clearData().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"52", "5205", "52ffffffffffffffffff01", "0b0c", "ffffffffffffffffffffffff", "0900", "0d00", "07"
            })
    void malformedMessage_isRefused(String hex) {
        ByteBuf message = Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> SplitMessage.of(message, 10)).isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void bodyInSmallParts_isParsed(int partLength) throws Exception {
        Buffer body = upload(TestData.bytes(3000));
        Reply reply = client(HttpVersion.HTTP_2).send(HttpMethod.POST, WRITE, "application/grpc", http -> {
            http.setChunked(true);
            for (int i = 0; i < body.length(); i += partLength) {
                http.write(body.getBuffer(i, Math.min(body.length(), i + partLength)));
            }
            http.end();
        });
        assertThat(reply.grpcStatus()).isZero();
        assertThat(root.resolve("file.bin")).hasBinaryContent(TestData.bytes(3000));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcWeb_uploads(HttpVersion version) throws Exception {
        Reply reply = client(version).post(WRITE, "application/grpc-web+proto", upload(bytes));
        assertThat(lastReply(reply.body()).getFile().getSize()).isEqualTo(bytes.length);
        assertThat(root.resolve("file.bin")).hasBinaryContent(bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void grpcWebText_uploads(HttpVersion version) throws Exception {
        Buffer text = Buffer.buffer(Base64.getEncoder().encode(upload(bytes).getBytes()));
        Reply reply = client(version).post(WRITE, "application/grpc-web-text", text);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(root.resolve("file.bin")).hasBinaryContent(bytes);
    }

    @Test
    void grpcWeb_getsErrorDetails() throws Exception {
        Buffer body =
                cgp(WriteRequest.newBuilder().setStart(named("../x")).build().toByteArray());
        Reply reply = client(HttpVersion.HTTP_1_1).post(WRITE, "application/grpc-web", body);
        assertThat(reply.grpcStatus()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
        assertThat(CallOutcome.details(reply.headers().get(ErrorDetails.TRAILER)))
                .isNotNull();
    }

    @Test
    void compressedMessageWithoutEncoding_isResetAndTheUploadStaysResumable() {
        Buffer body = cgp(WriteRequest.newBuilder()
                        .setStart(named("file.bin"))
                        .build()
                        .toByteArray())
                .appendByte((byte) 1)
                .appendInt(1)
                .appendByte((byte) 0);
        assertThatThrownBy(() -> client(HttpVersion.HTTP_2).post(WRITE, "application/grpc", body))
                .isInstanceOf(StreamResetException.class);
    }

    @Test
    void bodyThatEndsWithinAMessage_isRefused() throws Exception {
        Buffer body = upload(bytes);
        Reply reply = client(HttpVersion.HTTP_2).post(WRITE, "application/grpc", body.slice(0, body.length() - 8));
        assertThat(reply.grpcStatus()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
        assertThat(root.resolve("file.bin")).doesNotExist();
    }

    @Test
    void clientThatSendsAfterTheStatus_isReset() {
        Buffer body =
                cgp(WriteRequest.newBuilder().setStart(named("../x")).build().toByteArray());
        io.vertx.core.Promise<Throwable> stopped = io.vertx.core.Promise.promise();
        assertThat(stopped.future().isComplete()).isFalse();
        io.vertx.core.http.HttpClient http = io.chunkgate.testkit.CheckedVertx.retain(
                vertx.createHttpClient(new io.vertx.core.http.HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)));
        http.request(HttpMethod.POST, port, "127.0.0.1", WRITE).onSuccess(request -> {
            request.putHeader("content-type", "application/grpc").setChunked(true);
            request.exceptionHandler(stopped::tryComplete);
            request.write(body);
        });
        io.chunkgate.testkit.Eventually.eventually(
                () -> "not stopped", () -> stopped.future().isComplete());
        assertThat(stopped.future().result())
                .isInstanceOfSatisfying(StreamResetException.class, reset -> assertThat(reset.getCode())
                        .isZero());
    }

    private RawClient client(HttpVersion version) {
        return new RawClient(vertx, port, version);
    }

    private static Buffer upload(byte[] content) {
        WriteRequest first = WriteRequest.newBuilder()
                .setStart(named("file.bin").setSize(content.length))
                .setData(ByteString.copyFrom(content, 0, content.length / 2))
                .build();
        WriteRequest last = WriteRequest.newBuilder()
                .setOffset(content.length / 2)
                .setData(ByteString.copyFrom(content, content.length / 2, content.length - content.length / 2))
                .setFinish(true)
                .build();
        return cgp(first.toByteArray()).appendBuffer(cgp(last.toByteArray()));
    }

    private static WriteResponse lastReply(Buffer body) throws Exception {
        WriteResponse last = WriteResponse.getDefaultInstance();
        int position = 0;
        while (position < body.length() && body.getByte(position) == 0) {
            int start = position + PREFIX_BYTES;
            position = start + body.getInt(position + 1);
            last = WriteResponse.parseFrom(body.getBytes(start, position));
        }
        return last;
    }

    private static Buffer cgp(byte[] message) {
        return Buffer.buffer().appendByte((byte) 0).appendInt(message.length).appendBytes(message);
    }

    private static byte[] bytesOf(ByteBuf data) {
        byte[] copy = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), copy);
        return copy;
    }
}
