package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupted and resumed uploads. */
class CgpResumeTest extends CgpTestBase {
    private static final byte[] BYTES = TestData.bytes(400_000);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void uploadOfALostConnection_resumesAtTheStoredOffset(boolean resets) throws Exception {
        open();
        String id;
        try (CgpClient client = session()) {
            id = client.begin(1, "{'name':'a','size':400000,'sha256':'" + TestData.sha256(BYTES) + "'}")
                    .upload();
            client.chunk(1, 0, Arrays.copyOf(BYTES, 150_000));
            while (client.expect(FrameType.ACK, 1).offset() < 150_000) {}
            if (resets) {
                client.socket().reset();
            }
        }
        try (CgpClient client = session()) {
            client.put(5, "{'name':'a','upload':'" + id + "'}");
            Frame accept = client.expect(FrameType.ACCEPT, 5);
            assertThat(accept.offset()).isEqualTo(150_000);
            assertThat(UploadAccept.decode(accept.payload()).credit()).isEqualTo(150_000 + 8 * 1024 * 1024);
            client.chunk(5, 150_000, Arrays.copyOfRange(BYTES, 150_000, BYTES.length));
            client.commit(5, BYTES.length).expect(FrameType.DONE, 5);
        }
        assertThat(root.resolve("a")).hasBinaryContent(BYTES);
    }

    @Test
    void connectionLostWithinAChunk_keepsTheChunksBefore() throws Exception {
        open();
        String id;
        try (CgpClient client = session()) {
            id = client.begin(1, "{'name':'a'}").upload();
            client.chunk(1, 0, new byte[1000]);
            client.raw(Frame.chunk(1, 1000, 1, Buffer.buffer(new byte[1000]))
                    .encode()
                    .slice(0, 700));
        }
        awaitNothingRuns();
        try (CgpClient client = session()) {
            client.put(1, "{'upload':'" + id + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(1000);
        }
    }

    @Test
    void cancel_suspendsTheUpload_andWithDiscardDeletesIt() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a'}").upload();
            client.chunk(1, 0, new byte[9]).send(FrameType.CANCEL, 1, 0, "");
            assertThat(client.expectError(1, ErrorCode.ABORTED, true).offset()).isEqualTo(9);
            client.put(1, "{'upload':'" + id + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(9);
            client.send(FrameType.CANCEL, 1, 0, "{\"discard\":\"no\"}")
                    .expectError(1, ErrorCode.INVALID_ARGUMENT, false);
            client.send(FrameType.CANCEL, 1, 0, "{\"discard\":true}");
            assertThat(client.expectError(1, ErrorCode.ABORTED, true).offset()).isZero();
            client.put(1, "{'upload':'" + id + "'}").expectError(1, ErrorCode.NOT_FOUND, true);
        }
        assertNothingStored();
    }

    @Test
    void cancelDirectlyAfterPut_isAborted() throws Exception {
        open();
        try (CgpClient client = session()) {
            Buffer put = Frame.of(FrameType.PUT, 1, Buffer.buffer("{\"name\":\"a\"}"))
                    .encode();
            Buffer cancel = Frame.of(FrameType.CANCEL, 1, Buffer.buffer("{\"discard\":true}"))
                    .encode();
            client.raw(Buffer.buffer().appendBuffer(put).appendBuffer(cancel));
            Frame reply = client.readPastAcks();
            if (CgpClient.type(reply) == FrameType.ACCEPT) { // A busy gateway reads the CANCEL later than the PUT.
                reply = client.readPastAcks();
            }
            CgpClient.requireError(reply, 1, ErrorCode.ABORTED, true);
            client.ping();
        }
        awaitNothingRuns();
        assertNothingStored();
    }

    @Test
    void otherNameOrSize_isRefused_andTheUploadStaysResumable() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a','size':10}").upload();
            client.chunk(1, 0, new byte[9]).send(FrameType.CANCEL, 1, 0, "");
            client.expectError(1, ErrorCode.ABORTED, true);
            client.put(2, "{'name':'b','upload':'" + id + "'}").expectError(2, ErrorCode.FAILED_PRECONDITION, true);
            client.put(3, "{'size':11,'upload':'" + id + "'}").expectError(3, ErrorCode.FAILED_PRECONDITION, true);
            client.put(4, "{'name':'a','size':10,'upload':'" + id + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 4).offset()).isEqualTo(9);
        }
    }

    @Test
    void sizeAndDigest_mayBeGivenOnResume() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a'}").upload();
            client.chunk(1, 0, new byte[9]).send(FrameType.CANCEL, 1, 0, "");
            client.expectError(1, ErrorCode.ABORTED, true);
            client.put(2, "{'size':8,'upload':'" + id + "'}").expectError(2, ErrorCode.INVALID_ARGUMENT, true);
            client.begin(3, "{'size':12,'sha256':'" + "0".repeat(64) + "','upload':'" + id + "'}");
            client.commit(3, 9).expectError(3, ErrorCode.FAILED_PRECONDITION, false);
            client.chunk(3, 9, new byte[3]).commit(3, 12).expectError(3, ErrorCode.DATA_LOSS, true);
        }
        assertNothingStored();
    }

    @Test
    void differentDigests_areDataLoss() throws Exception {
        open();
        String right = TestData.sha256(new byte[3]);
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','sha256':'" + right + "'}");
            client.chunk(1, 0, new byte[3]);
            client.send(FrameType.COMMIT, 1, 3, "{\"sha256\":\"" + "1".repeat(64) + "\"}");
            client.expectError(1, ErrorCode.DATA_LOSS, true);
        }
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "00112233445566778899AABBCCDDEEFF"})
    void invalidId_isRefused(String id) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'upload':'" + id + "'}").expectError(1, ErrorCode.INVALID_ARGUMENT, true);
        }
    }

    @Test
    void unknownId_isNotFound() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'upload':'" + "0".repeat(32) + "'}").expectError(1, ErrorCode.NOT_FOUND, true);
        }
    }

    @Test
    void ifNoneMatch_isCheckedAgainOnResume() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a'}").upload();
            client.send(FrameType.CANCEL, 1, 0, "").expectError(1, ErrorCode.ABORTED, true);
            client.begin(1, "{'upload':'" + id + "','ifNoneMatch':'*'}");
            Files.createFile(root.resolve("a"));
            client.commit(1, 0).expectError(1, ErrorCode.ALREADY_EXISTS, true);
            client.put(1, "{'upload':'" + id + "','ifNoneMatch':'*'}").expectError(1, ErrorCode.ALREADY_EXISTS, true);
            client.begin(1, "{'upload':'" + id + "'}");
            client.commit(1, 0).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void otherConnection_takesTheUploadOver() throws Exception {
        open();
        try (CgpClient first = session();
                CgpClient second = session()) {
            String id = first.begin(1, "{'name':'a'}").upload();
            first.chunk(1, 0, new byte[5]).expect(FrameType.ACK, 1);
            second.put(2, "{'upload':'" + id + "'}");
            assertThat(second.expect(FrameType.ACCEPT, 2).offset()).isEqualTo(5);
            first.expectError(1, ErrorCode.ABORTED, true);
            first.chunk(1, 5, new byte[5]).ping();
            second.chunk(2, 5, new byte[2]).commit(2, 7).expect(FrameType.DONE, 2);
        }
        assertThat(root.resolve("a")).hasSize(7);
    }

    @Test
    void sameConnection_takesTheUploadOver() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a'}").upload();
            client.chunk(1, 0, new byte[5]).expect(FrameType.ACK, 1);
            client.put(2, "{'upload':'" + id + "'}");
            boolean aborted = false;
            boolean accepted = false;
            while (!aborted || !accepted) {
                Frame frame = client.readPastAcks();
                aborted |= frame.transfer() == 1 && CgpClient.type(frame) == FrameType.ERROR;
                accepted |= frame.transfer() == 2 && CgpClient.type(frame) == FrameType.ACCEPT;
            }
            client.commit(2, 5).expect(FrameType.DONE, 2);
        }
    }

    @Test
    void lostDone_isRepeated() throws Exception {
        open();
        try (CgpClient client = session()) {
            String id = client.begin(1, "{'name':'a','size':3}").upload();
            client.chunk(1, 0, new byte[3]).commit(1, 3);
            Done done = Done.decode(client.expect(FrameType.DONE, 1).payload());

            client.put(2, "{'upload':'" + id + "'}");
            Frame frame = client.expect(FrameType.ACCEPT, 2);
            assertThat(frame.offset()).isEqualTo(3);
            UploadAccept accept = UploadAccept.decode(frame.payload());
            assertThat(accept.complete()).isTrue();
            assertThat(accept.credit()).isEqualTo(3);
            client.commit(2, 4).expectError(2, ErrorCode.FAILED_PRECONDITION, false);
            client.chunk(2, 3, new byte[1]).expectError(2, ErrorCode.FAILED_PRECONDITION, false);
            client.commit(2, 3);
            assertThat(Done.decode(client.expect(FrameType.DONE, 2).payload())).isEqualTo(done);

            client.put(3, "{'name':'b','upload':'" + id + "'}").expectError(3, ErrorCode.FAILED_PRECONDITION, true);
            client.put(3, "{'size':4,'upload':'" + id + "'}").expectError(3, ErrorCode.FAILED_PRECONDITION, true);
            client.begin(3, "{'upload':'" + id + "'}");
            client.send(FrameType.CANCEL, 3, 0, "").expectError(3, ErrorCode.ABORTED, true);
            client.begin(4, "{'upload':'" + id + "'}");
            client.send(FrameType.COMMIT, 4, 3, "{\"sha256\":\"" + "1".repeat(64) + "\"}");
            client.expectError(4, ErrorCode.DATA_LOSS, true);
        }
        assertThat(root.resolve("a")).hasSize(3);
    }

    @Test
    void cgpUpload_resumesOverHttp() throws Exception {
        open();
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        String id;
        try (CgpClient client = session()) {
            id = client.begin(1, "{'name':'a','size':400000}").upload();
            client.chunk(1, 0, Arrays.copyOf(BYTES, 100_000));
            while (client.expect(FrameType.ACK, 1).offset() < 100_000) {}
        }
        awaitNothingRuns();
        URI uri = URI.create("http://127.0.0.1:" + Listeners.port(vertx, Listener.HTTP) + "/uploads/" + id);
        HttpRequest patch = HttpRequest.newBuilder(uri)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "100000")
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOfRange(BYTES, 100_000, 400_000)))
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(patch, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(204);
        assertThat(root.resolve("a")).hasBinaryContent(BYTES);
    }

    @Test
    void drain_sendsBye_waitsForTransfers_andSuspendsTheRest() throws Exception {
        config.put("server", new JsonObject().put("drainTimeoutMs", 3000));
        String server = open();
        String suspended;
        try (CgpClient client = session();
                CgpClient greeting = connectCgp();
                TcpClient incomplete = connect().send(new byte[3]);
                CgpClient idle = session()) {
            suspended = client.begin(1, "{'name':'suspended'}").upload();
            client.begin(2, "{'name':'done'}");
            client.chunk(1, 0, new byte[6]).ping();
            Future<Void> closing = vertx.undeploy(server);
            client.expect(FrameType.BYE, 0);
            client.put(3, "{'name':'c'}").expectError(3, ErrorCode.UNAVAILABLE, true);
            client.chunk(2, 0, new byte[4]).commit(2, 4).expect(FrameType.DONE, 2);
            assertThat(client.expectError(1, ErrorCode.UNAVAILABLE, true).offset())
                    .isEqualTo(6);
            client.expectClosed();
            greeting.expectEnd(ErrorCode.UNAVAILABLE);
            assertThat(incomplete.reply()).isEqualTo(-14);
            idle.expect(FrameType.BYE, 0);
            idle.expectClosed();
            closing.await(20, TimeUnit.SECONDS);
        }
        assertThat(root.resolve("done")).hasSize(4);
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'upload':'" + suspended + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(6);
        }
    }

    @Test
    void expiredUpload_isNotFound() throws Exception {
        config.put("uploads", new JsonObject().put("expireAfterMs", 1000));
        open();
        String id;
        try (CgpClient client = session()) {
            id = client.begin(1, "{'name':'a'}").upload();
        }
        eventually(() -> "still there", () -> isGone(id));
    }

    private boolean isGone(String id) {
        try (CgpClient client = session()) {
            client.send(FrameType.STAT, 1, 0, "{\"upload\":\"" + id + "\"}");
            Frame reply = client.readPastAcks();
            return CgpClient.type(reply) == FrameType.ERROR
                    && CgpClient.payload(reply).getString("code").equals("NOT_FOUND");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
