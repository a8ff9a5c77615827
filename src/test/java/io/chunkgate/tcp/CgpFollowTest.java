package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads of running uploads, on another connection or the same one. */
class CgpFollowTest extends CgpTestBase {
    private static final byte[] BYTES = TestData.bytes(300_000);

    private CgpClient writer;
    private CgpClient reader;

    private void begin(String put) throws Exception {
        open();
        writer = session();
        reader = session();
        writer.begin(1, put);
    }

    @AfterEach
    void leave() throws Exception {
        writer.close();
        reader.close();
    }

    private void write(int from, int to) throws Exception {
        writer.chunk(1, from, Arrays.copyOfRange(BYTES, from, to));
    }

    private byte[] read(int count) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < count) {
            bytes.writeBytes(reader.expect(FrameType.CHUNK, 1).payload().getBytes());
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'name':'a'}", "{'name':'a','size':300000}"})
    void follower_getsTheBytesAsTheyArrive_andDoneAtTheCommit(String put) throws Exception {
        begin(put);
        write(0, 100_000);
        reader.get(1, 0, "{'name':'a','follow':true}");
        DownloadAccept accept =
                DownloadAccept.decode(reader.expect(FrameType.ACCEPT, 1).payload());
        assertThat(accept.size().isPresent()).isEqualTo(put.contains("size"));
        assertThat(accept.etag()).isEmpty();
        assertThat(read(100_000)).isEqualTo(Arrays.copyOf(BYTES, 100_000));
        write(100_000, 300_000);
        assertThat(read(200_000)).isEqualTo(Arrays.copyOfRange(BYTES, 100_000, 300_000));
        reader.ping();
        writer.commit(1, 300_000);
        Frame written = writer.expect(FrameType.DONE, 1);
        Frame followed = reader.expect(FrameType.DONE, 1);
        assertThat(followed.offset()).isEqualTo(300_000);
        assertThat(Done.decode(followed.payload())).isEqualTo(Done.decode(written.payload()));
    }

    @Test
    void discard_abortsTheFollower() throws Exception {
        begin("{'name':'a'}");
        write(0, 10);
        reader.get(1, 0, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        read(10);
        writer.send(FrameType.CANCEL, 1, 0, "{\"discard\":true}");
        reader.expectError(1, ErrorCode.ABORTED, true);
        reader.ping();
    }

    @Test
    void startBeyondTheStoredBytes_waits() throws Exception {
        begin("{'name':'a'}");
        write(0, 10);
        reader.get(1, 20, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        reader.ping();
        write(10, 30);
        assertThat(read(10)).isEqualTo(Arrays.copyOfRange(BYTES, 20, 30));
        writer.commit(1, 30);
        assertThat(reader.expect(FrameType.DONE, 1).offset()).isEqualTo(30);
    }

    @Test
    void startBeyondTheFinalEnd_isOutOfRange() throws Exception {
        begin("{'name':'a'}");
        reader.get(1, 20, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        write(0, 10);
        writer.commit(1, 10);
        reader.expectError(1, ErrorCode.OUT_OF_RANGE, true);
    }

    @Test
    void startBeyondTheAnnouncedSize_isOutOfRangeAtOnce() throws Exception {
        begin("{'name':'a','size':10}");
        reader.get(1, 11, "{'name':'a','follow':true}").expectError(1, ErrorCode.OUT_OF_RANGE, true);
    }

    @Test
    void startAtTheAnnouncedSize_waitsForTheCommit() throws Exception {
        begin("{'name':'a','size':10}");
        write(0, 10);
        reader.get(1, 10, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        reader.ping();
        writer.commit(1, 10);
        assertThat(reader.expect(FrameType.DONE, 1).offset()).isEqualTo(10);
    }

    @Test
    void followerThatWaitsForTheCommit_canCancel() throws Exception {
        begin("{'name':'a','size':10}");
        write(0, 10);
        reader.get(1, 10, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        reader.send(FrameType.CANCEL, 1, 0, "").expectError(1, ErrorCode.ABORTED, true);
    }

    @Test
    void length_limitsTheFollower() throws Exception {
        begin("{'name':'a'}");
        reader.get(1, 5, "{'name':'a','follow':true,'length':10}").expect(FrameType.ACCEPT, 1);
        write(0, 30);
        writer.commit(1, 30);
        assertThat(read(10)).isEqualTo(Arrays.copyOfRange(BYTES, 5, 15));
        assertThat(reader.expect(FrameType.DONE, 1).offset()).isEqualTo(15);
    }

    @Test
    void lengthOf0_isDoneAtOnce() throws Exception {
        begin("{'name':'a'}");
        reader.get(1, 0, "{'name':'a','follow':true,'length':0}").expect(FrameType.ACCEPT, 1);
        reader.expect(FrameType.DONE, 1);
    }

    @Test
    void withoutFollow_theNameOfAnUploadIsNotFound() throws Exception {
        begin("{'name':'a'}");
        reader.get(1, 0, "{'name':'a'}").expectError(1, ErrorCode.NOT_FOUND, true);
        reader.get(1, 0, "{'name':'b','follow':true}").expectError(1, ErrorCode.NOT_FOUND, true);
    }

    @Test
    void runningUpload_isFollowedInsteadOfTheOlderFile() throws Exception {
        TestData.file(root.resolve("a"), 50);
        begin("{'name':'a'}");
        write(0, 10);
        assertThat(reader.download(1, 0, "{'name':'a'}").bytes()).hasSize(50);
        reader.get(1, 0, "{'name':'a','follow':true}").expect(FrameType.ACCEPT, 1);
        assertThat(read(10)).isEqualTo(Arrays.copyOf(BYTES, 10));
        reader.send(FrameType.CANCEL, 1, 0, "").expectError(1, ErrorCode.ABORTED, true);
        reader.get(1, 0, "{'name':'a','follow':true,'ifMatch':'\\\"x\\\"'}")
                .expectError(1, ErrorCode.FAILED_PRECONDITION, true);
    }

    @Test
    void followOfAPublishedFile_isADownload() throws Exception {
        TestData.file(root.resolve("b"), 50);
        begin("{'name':'a'}");
        assertThat(reader.download(1, 20, "{'name':'b','follow':true}").bytes()).hasSize(30);
    }

    @Test
    void credit_limitsTheFollower() throws Exception {
        begin("{'name':'a'}");
        write(0, 20_000);
        reader.get(1, 0, "{'name':'a','follow':true,'chunkSize':4096,'credit':4096}")
                .expect(FrameType.ACCEPT, 1);
        assertThat(reader.expect(FrameType.CHUNK, 1).payload().length()).isEqualTo(4096);
        reader.ping().ack(1, 4096, 20_000);
        read(20_000 - 4096);
        writer.commit(1, 20_000);
        reader.expect(FrameType.DONE, 1);
    }
}
