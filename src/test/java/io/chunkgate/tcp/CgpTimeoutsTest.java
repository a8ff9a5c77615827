package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send nothing, or nothing that counts as progress. */
class CgpTimeoutsTest extends CgpTestBase {
    @Test
    void preambleWithoutHello_endsWithTheHandshakeTimeout() throws Exception {
        set("handshakeTimeoutMs", 500);
        open();
        try (CgpClient client = connectCgp()) {
            client.expectEnd(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void incompleteHello_endsWithTheHandshakeTimeout() throws Exception {
        set("handshakeTimeoutMs", 500);
        open();
        try (CgpClient client = connectCgp()) {
            Frame hello = Frame.of(FrameType.HELLO, 0, Buffer.buffer("{}"));
            client.raw(hello.encode().slice(0, 25)).expectEnd(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void sessionWithoutFrames_endsWithTheIdleTimeout() throws Exception {
        set("idleTimeoutMs", 500);
        open();
        try (CgpClient client = session()) {
            client.expectEnd(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    /** Each wait is shorter than the timeout; together they are much longer. */
    @Test
    void ping_keepsTheSessionOpen() throws Exception {
        set("idleTimeoutMs", 1500);
        open();
        try (CgpClient client = session()) {
            for (int i = 0; i < 10; i++) {
                vertx.timer(200, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
                client.ping();
            }
        }
    }

    @Test
    void uploadWithoutBytes_timesOutDespitePings_andStaysResumable() throws Exception {
        set("idleTimeoutMs", 1000);
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[7]).expect(FrameType.ACK, 1);
            Frame error = pingUntilError(client);
            assertThat(CgpClient.payload(error).getString("code")).isEqualTo("DEADLINE_EXCEEDED");
            assertThat(CgpClient.payload(error).getBoolean("final")).isTrue();
            assertThat(error.transfer()).isEqualTo(1);
            assertThat(error.offset()).isEqualTo(7);
            client.expect(FrameType.PONG, 0);
            client.put(1, "{'upload':'" + accept.upload() + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(7);
        }
    }

    private Frame pingUntilError(CgpClient client) throws Exception {
        while (true) {
            client.send(Frame.of(FrameType.PING, 0));
            Frame frame = client.readPastAcks();
            if (CgpClient.type(frame) == FrameType.ERROR) {
                return frame;
            }
            vertx.timer(20, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void downloadWithoutCredit_endsWithTheIdleTimeout_andTheSessionContinues(String options) throws Exception {
        set("idleTimeoutMs", 700);
        byte[] bytes = TestData.file(root.resolve("file"), 200_000);
        open();
        try (CgpClient client = session()) {
            client.get(1, 0, "{'name':'file','chunkSize':65536,'credit':65536" + options + "}");
            client.expect(FrameType.ACCEPT, 1);
            client.expect(FrameType.CHUNK, 1);
            client.expectError(1, ErrorCode.DEADLINE_EXCEEDED, true);
            assertThat(client.download(2, 0, "{'name':'file'}").bytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'checksum':'header'"})
    void clientThatReadsNothing_isReset(String options) throws Exception {
        set("idleTimeoutMs", 1000);
        TestData.file(root.resolve("file"), 20_000_000);
        open();
        try (CgpClient client = session()) {
            client.get(1, 0, "{'name':'file','chunkSize':1048576" + options + "}");
            awaitRunning();
            awaitNothingRuns();
        }
    }

    private void awaitRunning() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> !transfers.running().isEmpty());
    }

    @Test
    void slowChunk_isProgress() throws Exception {
        set("idleTimeoutMs", 1000);
        config.put("uploads", new JsonObject().put("minBytesPerSecond", 0));
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            Buffer frame = Frame.chunk(1, 0, 0, Buffer.buffer(new byte[25])).encode();
            client.raw(frame.slice(0, FrameHeader.BYTES));
            for (int i = FrameHeader.BYTES; i < frame.length(); i++) {
                client.raw(frame.slice(i, i + 1));
                vertx.timer(70, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
            }
            client.commit(1, 25).expect(FrameType.DONE, 1);
        }
    }

    /** The uploader's connection is gone, so the upload makes no progress. */
    @Test
    void followerOfAStalledUpload_endsWithTheIdleTimeout() throws Exception {
        set("idleTimeoutMs", 1000);
        open();
        try (CgpClient writer = session()) {
            writer.begin(1, "{'name':'a'}");
            writer.chunk(1, 0, new byte[10]).expect(FrameType.ACK, 1);
        }
        try (CgpClient reader = session()) {
            reader.get(1, 0, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
            reader.expect(FrameType.CHUNK, 1);
            reader.expectError(1, ErrorCode.DEADLINE_EXCEEDED, true);
            reader.get(2, 20, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 2);
            reader.expectError(2, ErrorCode.DEADLINE_EXCEEDED, true);
            reader.get(3, 20, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 3);
            reader.expectError(3, ErrorCode.DEADLINE_EXCEEDED, true);
        }
    }
}
