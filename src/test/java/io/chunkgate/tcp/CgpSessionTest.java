package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.cgp.Welcome;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session: its start, its limits, misplaced frames, its end. */
class CgpSessionTest extends CgpTestBase {
    private static final int S = CgpClient.NO_TRANSFER;

    @Test
    void welcome_hasTheLimitsOfTheGateway() throws Exception {
        set("maxTransfers", 3).set("window", 100_000).set("idleTimeoutMs", 30_000);
        config.put("limits", new JsonObject().put("maxFileSize", 77_777));
        open();
        try (CgpClient client = connectCgp()) {
            Welcome welcome = client.hello();
            assertThat(welcome.server()).startsWith("chunkgate");
            assertThat(welcome)
                    .isEqualTo(new Welcome(welcome.server(), "1.0", 1024 * 1024, 100_000, 30_000, 77_777, 3));
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "65536, 65536", "1048577, 1048576", "9000000000, 1048576"})
    void maxPayload_isTheSmallerOfBoth(long requested, long given) throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(FrameType.HELLO, S, 0, "{\"maxPayload\":" + requested + "}");
            Frame welcome = client.expect(FrameType.WELCOME, S);
            assertThat(Welcome.decode(welcome.payload()).maxPayload()).isEqualTo(given);
        }
    }

    @Test
    void higherMinorVersion_isServedAs1_0() throws Exception {
        open();
        try (TcpClient socket = TcpClient.connect(Listeners.port(vertx, Listener.TCP))) {
            socket.send(HexFormat.of().parseHex("934347500D0A0107"));
            socket.send(
                    Frame.of(FrameType.HELLO, S, Buffer.buffer("{}")).encode().getBytes());
            byte[] welcome = socket.read(FrameHeader.BYTES);
            assertThat(welcome[0]).isEqualTo((byte) 0x81);
        }
    }

    @ParameterizedTest
    @EnumSource(value = FrameType.class, mode = EnumSource.Mode.EXCLUDE, names = "HELLO")
    void frameBeforeHello_endsTheSession(FrameType type) throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(Frame.of(type, type == FrameType.PUT ? 1 : 0, Buffer.buffer("{}")));
            client.expectEnd(ErrorCode.FAILED_PRECONDITION);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"maxPayload\":4095}", "{\"client\":7}", "{\"token\":{}}", "{}x"})
    void badHello_endsTheSession(String payload) throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(FrameType.HELLO, S, 0, payload).expectEnd(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void secondHello_isRefused_andTheSessionContinues() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(FrameType.HELLO, S, 0, "{}").expectError(S, ErrorCode.FAILED_PRECONDITION, false);
            client.ping();
        }
    }

    @Test
    void payloadBeyondItsLimitBeforeWelcome_endsTheSession() throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.raw(headerOf(FrameType.HELLO, 0, Limits.MAX_HELLO_BYTES + 1));
            client.expectEnd(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CHUNK, 4097",
        "HELLO, 4097",
        "PING, 65",
        "PONG, 65",
        "PUT, 16385",
        "GET, 16385",
        "STAT, 16385",
        "COMMIT, 16385",
        "CANCEL, 16385",
        "ACK, 16385",
        "ERROR, 16385",
        "CHUNK, 4294967295",
        "BYE, 2147483648"
    })
    void announcedPayloadBeyondItsLimit_endsTheSession(FrameType type, long length) throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(FrameType.HELLO, S, 0, "{\"maxPayload\":4096}").expect(FrameType.WELCOME, S);
            client.raw(headerOf(type, 1, length)).expectEnd(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void payloadsAtTheirLimits_areAccepted() throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(FrameType.HELLO, S, 0, "{\"maxPayload\":4096}").expect(FrameType.WELCOME, S);
            Buffer longest = Buffer.buffer(TestData.bytes(Limits.MAX_PING_BYTES));
            client.send(Frame.of(FrameType.PING, S, longest));
            assertThat(client.expect(FrameType.PONG, S).payload()).isEqualTo(longest);
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[4096]).commit(1, 4096).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void jsonOf16KiB_isAccepted() throws Exception {
        open();
        try (CgpClient client = session()) {
            String stat = "{\"name\":\"missing\"}";
            client.send(FrameType.STAT, 1, 0, " ".repeat(Limits.MAX_JSON_BYTES - stat.length()) + stat);
            client.expectError(1, ErrorCode.NOT_FOUND, true);
            client.ping();
        }
    }

    @Test
    void wrongChecksum_endsTheSession() throws Exception {
        open();
        for (Frame frame : new Frame[] {
            Frame.of(FrameType.PING, S, Buffer.buffer("a")),
            Frame.of(FrameType.GET, 1, Buffer.buffer("{\"name\":\"a\"}")),
            Frame.chunk(9, 0, 0, Buffer.buffer("a")),
            Frame.of(FrameType.BYE, S)
        }) {
            try (CgpClient client = session()) {
                Buffer broken = Buffer.buffer(frame.encode().getBytes());
                broken.setByte(15, (byte) 1);
                client.raw(broken).expectEnd(ErrorCode.DATA_LOSS);
            }
        }
    }

    @Test
    void unknownType_isUnimplemented_andSkipped() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(3, "{'name':'a'}");
            client.raw(unknown(0, 10)).expectError(S, ErrorCode.UNIMPLEMENTED, false);
            client.raw(unknown(3, 900_000)).expectError(3, ErrorCode.UNIMPLEMENTED, false);
            client.raw(unknown(4, 0)).expectError(4, ErrorCode.UNIMPLEMENTED, true);
            client.commit(3, 0).expect(FrameType.DONE, 3);
        }
    }

    private static Buffer unknown(int transfer, int length) {
        byte[] payload = TestData.bytes(length);
        FrameHeader raw = new FrameHeader(0x42, 0, transfer, length, 0, 0, 0);
        CRC32C crc = new CRC32C();
        crc.update(raw.encode().getBytes(0, 20));
        crc.update(payload);
        return raw.encode().setInt(20, (int) crc.getValue()).appendBytes(payload);
    }

    private static Buffer headerOf(FrameType type, int transfer, long length) {
        return new FrameHeader(type.code(), 0, transfer, length, 0, 0, 0).encode();
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"HELLO", "WELCOME", "ACCEPT", "DONE", "INFO", "PONG", "PING", "BYE", "ACK"})
    void frameThatTheTransferDoesNotTake_isRefused(FrameType type) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.send(Frame.of(type, 1, Buffer.buffer(new byte[16])));
            client.expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.send(Frame.of(type, 2, Buffer.buffer(new byte[16])));
            client.expectError(2, ErrorCode.FAILED_PRECONDITION, true);
            client.commit(1, 0).expect(FrameType.DONE, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"WELCOME", "ACCEPT", "DONE", "INFO", "CHUNK", "ACK", "COMMIT", "CANCEL"})
    void transferFrameOnTheSession_isRefused(FrameType type) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(Frame.of(type, S, Buffer.buffer("{}")));
            client.expectError(S, ErrorCode.FAILED_PRECONDITION, false);
            client.ping();
        }
    }

    @Test
    void unsolicitedPong_isIgnored() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(Frame.of(FrameType.PONG, S)).ping();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"PUT", "GET", "STAT"})
    void transfer0_isRefused(FrameType type) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(type, S, 0, "{\"name\":\"a\"}").expectError(S, ErrorCode.INVALID_ARGUMENT, false);
            client.ping();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"PUT", "GET"})
    void numberInUse_endsTheSession(FrameType type) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.send(type, 1, 0, "{\"name\":\"b\"}").expectEnd(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void number_isReusableAfterTheFinalFrame() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.upload(65_535, "{'name':'a'}", new byte[5]);
            client.upload(65_535, "{'name':'b'}", new byte[6]);
            client.get(65_535, 0, "{'name':'none'}").expectError(65_535, ErrorCode.NOT_FOUND, true);
            assertThat(client.download(65_535, 0, "{'name':'b'}").bytes()).hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"CHUNK", "ACK", "COMMIT", "CANCEL"})
    void frameForAnUnusedNumber_isAnError(FrameType type) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(Frame.of(type, 7, Buffer.buffer("{}"))).expectError(7, ErrorCode.FAILED_PRECONDITION, true);
        }
    }

    @Test
    void framesThatCrossedTheEndOfTheirTransfer_areDropped() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.upload(1, "{'name':'a'}", new byte[5]);
            client.chunk(1, 5, new byte[3]).ack(1, 0, 9).send(FrameType.CANCEL, 1, 0, "");
            client.ping();
            client.commit(1, 5).expectError(1, ErrorCode.FAILED_PRECONDITION, true);
        }
    }

    @Test
    void transfersBeyondTheLimit_areRefused_untilOneEnds() throws Exception {
        set("maxTransfers", 2);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.begin(2, "{'name':'b'}");
            client.put(3, "{'name':'c'}").expectError(3, ErrorCode.RESOURCE_EXHAUSTED, true);
            Frame refused = client.get(4, 0, "{'name':'c'}").expectError(4, ErrorCode.RESOURCE_EXHAUSTED, true);
            assertThat(CgpClient.payload(refused).getLong("retryAfterMs")).isPositive();
            client.commit(1, 0).expect(FrameType.DONE, 1);
            client.begin(3, "{'name':'c'}");
        }
    }

    @Test
    void bye_closesTheConnection() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(Frame.of(FrameType.BYE, S)).expectClosed();
        }
    }

    @Test
    void bye_waitsForRunningTransfers_andRefusesNewOnes() throws Exception {
        TestData.file(root.resolve("file"), 100_000);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.get(2, 0, "{'name':'file','credit':0}").expect(FrameType.ACCEPT, 2);
            client.send(Frame.of(FrameType.BYE, S));
            client.put(3, "{'name':'b'}").expectError(3, ErrorCode.UNAVAILABLE, true);
            client.get(4, 0, "{'name':'file'}").expectError(4, ErrorCode.UNAVAILABLE, true);
            client.chunk(1, 0, new byte[4]).commit(1, 4).expect(FrameType.DONE, 1);
            client.ack(2, 0, 100_000).expect(FrameType.CHUNK, 2);
            client.expect(FrameType.DONE, 2);
            client.expectClosed();
        }
        assertThat(root.resolve("a")).hasSize(4);
    }

    @Test
    void errorOfTheClient_actsAsCancel_andOnTheSessionAsBye() throws Exception {
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[4]);
            client.send(FrameType.ERROR, 1, 0, "this is no JSON");
            assertThat(client.expectError(1, ErrorCode.ABORTED, true).offset()).isEqualTo(4);
            client.send(FrameType.ERROR, 8, 0, "{}");
            client.put(1, "{'upload':'" + accept.upload() + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(4);
            client.send(FrameType.ERROR, S, 0, "{}");
            client.commit(1, 4).expect(FrameType.DONE, 1);
            client.expectClosed();
        }
    }

    @Test
    void endOfInput_actsAsBye_andUploadsStayResumable() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file"), 3_000_000);
        open();
        try (CgpClient client = session();
                CgpClient other = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[4]);
            client.get(2, 0, "{'name':'file'}");
            client.socket().endOutput();
            int got = 0;
            boolean aborted = false;
            boolean done = false;
            while (!aborted || !done) {
                Frame frame = client.readPastAcks();
                got += CgpClient.type(frame) == FrameType.CHUNK
                        ? frame.payload().length()
                        : 0;
                aborted |= frame.transfer() == 1 && CgpClient.type(frame) == FrameType.ERROR;
                done |= frame.transfer() == 2 && CgpClient.type(frame) == FrameType.DONE;
            }
            assertThat(got).isEqualTo(bytes.length);
            client.expectClosed();
            other.put(1, "{'upload':'" + accept.upload() + "'}");
            assertThat(other.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(4);
        }
    }

    @Test
    void stat_describesFilesAndUploads() throws Exception {
        TestData.file(root.resolve("file"), 1000);
        open();
        try (CgpClient client = session()) {
            Frame file =
                    client.send(FrameType.STAT, 9, 0, "{\"name\":\"file\"}").expect(FrameType.INFO, 9);
            assertThat(file.offset()).isEqualTo(1000);
            JsonObject info = CgpClient.payload(file);
            assertThat(info.getBoolean("complete")).isTrue();
            assertThat(info.getLong("size")).isEqualTo(1000);
            DownloadAccept accept = client.download(1, 0, "{'name':'file'}").accept();
            assertThat(info.getString("etag")).isEqualTo(accept.etag().orElseThrow());
            assertThat(info.getInstant("modified")).isEqualTo(accept.modified());

            UploadAccept upload = client.begin(2, "{'name':'new','size':10}");
            client.chunk(2, 0, new byte[6]).expect(FrameType.ACK, 2);
            String byId = "{\"upload\":\"" + upload.upload() + "\"}";
            for (String question : new String[] {byId, "{\"name\":\"new\"}"}) {
                Frame running = client.send(FrameType.STAT, 2, 0, question).expect(FrameType.INFO, 2);
                assertThat(running.offset()).isEqualTo(6);
                assertThat(CgpClient.payload(running))
                        .isEqualTo(new JsonObject()
                                .put("name", "new")
                                .put("size", 10)
                                .put("upload", upload.upload())
                                .put("complete", false));
            }
            client.chunk(2, 6, new byte[4]).commit(2, 10).expect(FrameType.DONE, 2);
            JsonObject done =
                    CgpClient.payload(client.send(FrameType.STAT, 3, 0, byId).expect(FrameType.INFO, 3));
            assertThat(done.getBoolean("complete")).isTrue();
            assertThat(done.getString("upload")).isEqualTo(upload.upload());
        }
    }

    @Test
    void stat_prefersThePublishedFileOverAnUpload() throws Exception {
        TestData.file(root.resolve("file"), 1000);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'file'}");
            Frame info =
                    client.send(FrameType.STAT, 2, 0, "{\"name\":\"file\"}").expect(FrameType.INFO, 2);
            assertThat(CgpClient.payload(info).getBoolean("complete")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"none\"} | NOT_FOUND",
                "{\"name\":\"folder\"} | NOT_FOUND",
                "{\"upload\":\"00112233445566778899aabbccddeeff\"} | NOT_FOUND",
                "{\"upload\":\"none\"} | INVALID_ARGUMENT",
                "{} | INVALID_ARGUMENT",
                "[] | INVALID_ARGUMENT"
            })
    void statOfAnUnknownFileOrUpload_isAnError(String question, ErrorCode code) throws Exception {
        Files.createDirectories(root.resolve("folder"));
        open();
        try (CgpClient client = session()) {
            client.send(FrameType.STAT, 1, 0, question).expectError(1, code, true);
            client.ping();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'none'}",
                "{'upload':'00112233445566778899aabbccddeeff'}",
                "{'upload':'none'}",
                "{'name':'../x'}",
                "{}",
                "no JSON"
            })
    void failedStatUnderTheNumberOfARunningTransfer_doesNotEndIt(String question) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file"), 10);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[4]);
            client.send(FrameType.STAT, 1, 0, CgpClient.json(question));
            Frame error = client.expect(FrameType.ERROR, 1);
            assertThat(CgpClient.payload(error).getBoolean("final")).isFalse();
            assertThat(CgpClient.payload(error).containsKey("sequence")).isFalse();
            client.chunk(1, 4, new byte[3]).commit(1, 7).expect(FrameType.DONE, 1);

            client.get(2, 0, "{'name':'file','credit':0}").expect(FrameType.ACCEPT, 2);
            client.send(FrameType.STAT, 2, 0, CgpClient.json(question));
            assertThat(CgpClient.payload(client.expect(FrameType.ERROR, 2)).getBoolean("final"))
                    .isFalse();
            client.ack(2, 0, 1 << 20);
            assertThat(client.expect(FrameType.CHUNK, 2).payload().getBytes()).isEqualTo(bytes);
            client.expect(FrameType.DONE, 2);
        }
        assertThat(root.resolve("a")).hasSize(7);
    }

    @Test
    void fieldsThatAreFixedAt0_areIgnored() throws Exception {
        open();
        try (CgpClient client = connectCgp()) {
            client.send(Frame.of(FrameType.HELLO, S, -1, 7, Buffer.buffer("{}")))
                    .expect(FrameType.WELCOME, S);
            client.send(Frame.of(FrameType.PUT, 1, 9, 0xFFFFFFFFL, Buffer.buffer("{\"name\":\"a\"}")));
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isZero();
            client.send(Frame.of(FrameType.COMMIT, 1, 0, 8, Buffer.buffer())).expect(FrameType.DONE, 1);
            client.send(Frame.of(FrameType.STAT, 2, 5, 6, Buffer.buffer("{\"name\":\"a\"}")));
            client.expect(FrameType.INFO, 2);
            client.begin(3, "{'name':'b'}");
            client.send(Frame.of(FrameType.CANCEL, 3, 5, 6, Buffer.buffer())).expectError(3, ErrorCode.ABORTED, true);
            client.send(Frame.of(FrameType.BYE, S, 3, 4, Buffer.buffer())).expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Limits.MAX_JSON_BYTES})
    void payloadOfBye_isSkipped(int length) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.send(Frame.of(FrameType.BYE, S, Buffer.buffer(TestData.bytes(length))))
                    .expectClosed();
        }
    }

    @Test
    void errorMessages_haveTheValueAndTheExpectation() throws Exception {
        open();
        try (CgpClient client = session()) {
            Frame error = client.put(1, "{'name':'a','size':-1}").expectError(1, ErrorCode.INVALID_ARGUMENT, true);
            assertThat(ErrorMessage.decode(error.payload()).message())
                    .isEqualTo("size: -1 (expected: 0..9223372036854775807)");
        }
    }
}
