package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Ack;
import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CGP uploads: correct ones, and protocol errors of the client. */
class CgpUploadTest extends CgpTestBase {
    private static final byte[] BYTES = TestData.bytes(300_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99_999, 100_000, 100_001, 20_000_000})
    void bytes_becomeTheFile(int size) throws Exception {
        open();
        byte[] bytes = TestData.bytes(size);
        String sha256 = TestData.sha256(bytes);
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(
                    1, "{'name':'in/a.bin','size':" + size + ",'sha256':'" + sha256.toUpperCase(Locale.ROOT) + "'}");
            assertThat(accept.credit()).isEqualTo(8 * 1024 * 1024);
            assertThat(accept.complete()).isFalse();
            long credit = accept.credit();
            for (int from = 0; from < size; ) {
                int to = Math.min(size, from + 100_000);
                while (credit < to) {
                    Frame ack = client.expect(FrameType.ACK, 1);
                    credit = Ack.decode(ack.payload()).credit();
                }
                client.chunk(1, from, Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            client.commit(1, size);
            Frame frame = client.expect(FrameType.DONE, 1);
            assertThat(frame.offset()).isEqualTo(size);
            Done done = Done.decode(frame.payload());
            assertThat(done.name()).isEqualTo("in/a.bin");
            assertThat(done.size()).hasValue(size);
            assertThat(done.sha256()).contains(sha256);
            assertThat(done.etag().orElseThrow()).startsWith("\"").endsWith("\"");
        }
        assertThat(root.resolve("in/a.bin")).hasBinaryContent(bytes);
    }

    @Test
    void nothingIsPublished_beforeCommit() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':3}");
            client.chunk(1, 0, new byte[3]);
            assertThat(client.expect(FrameType.ACK, 1).offset()).isEqualTo(3);
            assertThat(root.resolve("a")).doesNotExist();
            client.commit(1, 3).expect(FrameType.DONE, 1);
            assertThat(root.resolve("a")).hasSize(3);
        }
    }

    @Test
    void ack_hasTheStoredOffset_andRaisesTheCredit() throws Exception {
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a','window':5000}");
            assertThat(accept.credit()).isEqualTo(5000);
            client.chunk(1, 0, 41, new byte[5000]);
            Frame frame = client.expect(FrameType.ACK, 1);
            assertThat(frame.offset()).isEqualTo(5000);
            assertThat(frame.sequence()).isEqualTo(41);
            Ack ack = Ack.decode(frame.payload());
            assertThat(ack.credit()).isEqualTo(10_000);
            assertThat(ack.durable()).isBetween(0L, 5000L);
        }
    }

    /** With a window of one chunk, each ACK grants the credit for the next chunk. */
    @Test
    void windowOfOneChunk_isLockStep() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':300000,'window':30000}");
            for (int from = 0; from < BYTES.length; from += 30_000) {
                client.chunk(1, from, Arrays.copyOfRange(BYTES, from, from + 30_000));
                Frame ack = client.expect(FrameType.ACK, 1);
                assertThat(ack.offset()).isEqualTo(from + 30_000);
                assertThat(Ack.decode(ack.payload()).credit()).isEqualTo(from + 60_000);
            }
            client.commit(1, BYTES.length).expect(FrameType.DONE, 1);
        }
        assertThat(root.resolve("a")).hasBinaryContent(BYTES);
    }

    @Test
    void window_isAtMost16TimesTheConfiguredOne() throws Exception {
        set("window", 10_000);
        open();
        try (CgpClient client = session()) {
            assertThat(client.begin(1, "{'name':'a','window':9000000}").credit())
                    .isEqualTo(160_000);
        }
    }

    @Test
    void storedBytes_becomeDurable() throws Exception {
        open();
        try (CgpClient client = session()) {
            int size = 80 * 1024 * 1024;
            client.begin(1, "{'name':'a','window':90000000}");
            byte[] mebibyte = new byte[1024 * 1024];
            for (int from = 0; from < size; from += mebibyte.length) {
                client.chunk(1, from, mebibyte);
            }
            long durable = 0;
            while (durable == 0) {
                durable = Ack.decode(client.expect(FrameType.ACK, 1).payload()).durable();
            }
            assertThat(durable).isBetween(64L * 1024 * 1024, (long) size);
        }
    }

    @Test
    void chunkAtTheWrongOffset_isRefusedWithTheExpectedOne_andTheUploadContinues() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, 0, new byte[10]).chunk(1, 20, 1, new byte[10]).chunk(1, 5, 2, new byte[10]);
            for (int sequence = 1; sequence <= 2; sequence++) {
                Frame error = client.expectError(1, ErrorCode.FAILED_PRECONDITION, false);
                assertThat(error.offset()).isEqualTo(10);
                assertThat(ErrorMessage.decode(error.payload()).sequence()).hasValue(sequence);
            }
            client.chunk(1, 10, 3, new byte[10]).commit(1, 20).expect(FrameType.DONE, 1);
        }
        assertThat(root.resolve("a")).hasSize(20);
    }

    @Test
    void chunkAtAnOffsetBeyondLongs_isRefused() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, -1, new byte[1]);
            Frame error = client.expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            assertThat(ErrorMessage.decode(error.payload()).message())
                    .isEqualTo("offset: 18446744073709551615 (expected: 0)");
        }
    }

    @Test
    void chunkWithAWrongChecksum_isNotStored_andCanBeSentAgain() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':20}");
            client.chunk(1, 0, 0, new byte[10]);
            Buffer broken = Buffer.buffer(
                    Frame.chunk(1, 10, 7, Buffer.buffer(new byte[10])).encode().getBytes());
            broken.setByte(30, (byte) 1);
            client.raw(broken).raw(broken);
            for (int i = 0; i < 2; i++) {
                Frame error = client.expectError(1, ErrorCode.DATA_LOSS, false);
                assertThat(error.offset()).isEqualTo(10);
                assertThat(ErrorMessage.decode(error.payload()).sequence()).hasValue(7);
            }
            client.chunk(1, 10, 8, new byte[10]).commit(1, 20).expect(FrameType.DONE, 1);
        }
        assertThat(root.resolve("a")).hasBinaryContent(new byte[20]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0x80, 3})
    void frameWithFlags_isRefused_andNotStored(int flags) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':10}");
            client.raw(flagged(flags, new byte[] {1, 2, 3}));
            Frame error = client.expectError(1, ErrorCode.INVALID_ARGUMENT, false);
            assertThat(error.offset()).isZero();
            assertThat(ErrorMessage.decode(error.payload()).sequence()).hasValue(5);
            client.chunk(1, 0, new byte[10]).commit(1, 10).expect(FrameType.DONE, 1);
        }
        assertThat(root.resolve("a")).hasBinaryContent(new byte[10]);
    }

    private static Buffer flagged(int flags, byte[] data) {
        FrameHeader raw = new FrameHeader(FrameType.CHUNK.code(), flags, 1, data.length, 0, 5, 0);
        CRC32C crc = new CRC32C();
        crc.update(raw.encode().getBytes(0, 20));
        if ((flags & FrameHeader.HEADER_ONLY_CRC) == 0) {
            crc.update(data);
        }
        return raw.encode().setInt(20, (int) crc.getValue()).appendBytes(data);
    }

    @Test
    void chunkPastTheCredit_endsTheTransfer_andTheUploadStaysResumable() throws Exception {
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a','size':20000,'window':5000}");
            client.chunk(1, 0, new byte[5000]).chunk(1, 5000, new byte[5001]);
            Frame error = client.expectError(1, ErrorCode.RESOURCE_EXHAUSTED, true);
            assertThat(error.offset()).isEqualTo(5000);
            client.put(2, "{'upload':'" + accept.upload() + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 2).offset()).isEqualTo(5000);
        }
    }

    @Test
    void chunkPastTheAnnouncedSize_endsTheTransfer() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':10}");
            client.chunk(1, 0, new byte[4]).chunk(1, 4, new byte[7]);
            assertThat(client.expectError(1, ErrorCode.OUT_OF_RANGE, true).offset())
                    .isEqualTo(4);
        }
    }

    @Test
    void chunkPastTheLargestFile_endsTheTransfer() throws Exception {
        config.put("limits", new JsonObject().put("maxFileSize", 1000));
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[1001]).expectError(1, ErrorCode.OUT_OF_RANGE, true);
            client.put(2, "{'name':'a','size':1001}").expectError(2, ErrorCode.INVALID_ARGUMENT, true);
        }
    }

    @Test
    void commitWithAnotherSize_isRefused_andTheUploadContinues() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a','size':10}");
            client.chunk(1, 0, new byte[6]).commit(1, 10);
            assertThat(client.expectError(1, ErrorCode.FAILED_PRECONDITION, false)
                            .offset())
                    .isEqualTo(6);
            client.commit(1, 6);
            assertThat(client.expectError(1, ErrorCode.FAILED_PRECONDITION, false)
                            .offset())
                    .isEqualTo(6);
            client.chunk(1, 6, new byte[4]).commit(1, 10).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void wrongDigestInPut_discardsTheUpload() throws Exception {
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a','sha256':'" + "0".repeat(64) + "'}");
            client.chunk(1, 0, new byte[6]).commit(1, 6).expectError(1, ErrorCode.DATA_LOSS, true);
            client.put(2, "{'upload':'" + accept.upload() + "'}").expectError(2, ErrorCode.NOT_FOUND, true);
        }
        assertNothingStored();
    }

    @Test
    void wrongDigestInCommit_discardsTheUpload() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[6]);
            client.send(FrameType.COMMIT, 1, 6, "{\"sha256\":\"" + "0".repeat(64) + "\"}");
            client.expectError(1, ErrorCode.DATA_LOSS, true);
        }
        assertNothingStored();
    }

    @Test
    void malformedCommit_isRefused_andTheUploadContinues() throws Exception {
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.send(FrameType.COMMIT, 1, 0, "[]").expectError(1, ErrorCode.INVALID_ARGUMENT, false);
            client.send(FrameType.COMMIT, 1, 0, "").expect(FrameType.DONE, 1);
        }
    }

    @Test
    void nameThatMustBeNew_isRefusedAtPut_andAgainAtCommit() throws Exception {
        open();
        Files.createFile(root.resolve("taken"));
        try (CgpClient client = session()) {
            client.put(1, "{'name':'taken','ifNoneMatch':'*'}").expectError(1, ErrorCode.ALREADY_EXISTS, true);
            client.begin(2, "{'name':'free','ifNoneMatch':'*'}");
            Files.createFile(root.resolve("free"));
            client.commit(2, 0).expectError(2, ErrorCode.ALREADY_EXISTS, true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a//b", "../a", "a\\\\b", "a\\u007f", "a\\ud800", ".chunkgate/a", "a\\u0000"})
    void invalidName_isRefused(String name) throws Exception {
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'name':'" + name + "'}").expectError(1, ErrorCode.INVALID_ARGUMENT, true);
            client.get(2, 0, "{'name':'" + name + "'}").expectError(2, ErrorCode.INVALID_ARGUMENT, true);
            client.send(FrameType.STAT, 3, 0, CgpClient.json("{'name':'" + name + "'}"));
            client.expectError(3, ErrorCode.INVALID_ARGUMENT, true);
        }
        assertNothingStored();
    }

    @Test
    void nameThatIsAFolderOrBelowAFile_isRefused() throws Exception {
        open();
        Files.createDirectories(root.resolve("folder"));
        Files.createFile(root.resolve("file"));
        try (CgpClient client = session()) {
            client.put(1, "{'name':'folder'}").expectError(1, ErrorCode.FAILED_PRECONDITION, true);
            client.put(2, "{'name':'file/below'}").expectError(2, ErrorCode.FAILED_PRECONDITION, true);
            client.put(3, "{'size':3}").expectError(3, ErrorCode.INVALID_ARGUMENT, true);
        }
    }

    @Test
    void parallelUploads_doNotMix() throws Exception {
        open();
        try (CgpClient client = session()) {
            for (int t = 1; t <= 5; t++) {
                client.begin(t, "{'name':'f" + t + "'}");
            }
            for (int from = 0; from < BYTES.length; from += 30_000) {
                for (int t = 1; t <= 5; t++) {
                    client.chunk(t, from, Arrays.copyOfRange(BYTES, from, from + 30_000));
                }
            }
            for (int t = 5; t >= 1; t--) {
                client.commit(t, BYTES.length).expect(FrameType.DONE, t);
            }
        }
        for (int t = 1; t <= 5; t++) {
            assertThat(root.resolve("f" + t)).hasBinaryContent(BYTES);
        }
    }
}
