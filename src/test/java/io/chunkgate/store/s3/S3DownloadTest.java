package io.chunkgate.store.s3;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.testkit.FaultyS3;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading a range of a published file. */
class S3DownloadTest extends S3TestBase {
    private static final int SIZE = 20_000_000;
    private static final int CHUNK = 256 * 1024;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    private FaultyS3 server;
    private S3FileStore store;

    @BeforeEach
    void publishThroughServer() {
        server = new FaultyS3(S3Server.shared().port());
        store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
        publish(store, NAME, BYTES);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static boolean isGetOfFile(String line) {
        return line.startsWith("GET") && line.endsWith("/" + NAME);
    }

    private long getsOfFile() {
        return server.requests().stream().filter(S3DownloadTest::isGetOfFile).count();
    }

    private static StoredFile open(S3FileStore store, FileName name, ByteRange expected) {
        StoredFile file = await(store.open(name));
        ((ReadOnlyFile) file.content()).expect(expected);
        return file;
    }

    /** Reads in order, with four reads ahead. */
    private static byte[] read(StoredFile file, int from, int end) {
        Buffer all = Buffer.buffer();
        List<Future<Buffer>> ahead = new ArrayList<>();
        for (int position = from; position < end; position += CHUNK) {
            ahead.add(FileReads.read(file, position, Math.min(CHUNK, end - position)));
            if (ahead.size() == 4) {
                all.appendBuffer(await(ahead.remove(0)));
            }
        }
        ahead.forEach(read -> all.appendBuffer(await(read)));
        return all.getBytes();
    }

    @Test
    void expectedRange_isOneRequest() {
        StoredFile file = open(store, NAME, ByteRange.from(0));
        assertThat(read(file, 0, SIZE)).isEqualTo(BYTES);
        await(file.close());
        assertThat(getsOfFile()).isEqualTo(1);
    }

    @Test
    void endOfTheExpectedRange_isNotExceeded() {
        StoredFile file = open(store, NAME, new ByteRange(1000, 3 * CHUNK));
        assertThat(read(file, 1000, 1000 + 3 * CHUNK)).isEqualTo(Arrays.copyOfRange(BYTES, 1000, 1000 + 3 * CHUNK));
        await(file.close());
        assertThat(getsOfFile()).isEqualTo(1);
        String get = server.requests().stream()
                .filter(S3DownloadTest::isGetOfFile)
                .findFirst()
                .orElseThrow();
        assertThat(server.headers(get)).containsEntry("range", "bytes=1000-" + (1000 + 3 * CHUNK - 1));
    }

    @Test
    void otherReadsMeanwhile_haveTheirOwnRequests() {
        StoredFile file = open(store, NAME, ByteRange.from(0));
        assertThat(read(file, 0, CHUNK)).isEqualTo(Arrays.copyOf(BYTES, CHUNK));
        assertThat(await(FileReads.read(file, 9_000_000, 10)).getBytes())
                .isEqualTo(Arrays.copyOfRange(BYTES, 9_000_000, 9_000_010));
        assertThat(read(file, CHUNK, SIZE)).isEqualTo(Arrays.copyOfRange(BYTES, CHUNK, SIZE));
        await(file.close());
    }

    @Test
    void cutResponses_areContinued() {
        server.cutReplies(2, S3DownloadTest::isGetOfFile, 1_000_000);
        StoredFile file = open(store, NAME, ByteRange.from(0));
        assertThat(read(file, 0, SIZE)).isEqualTo(BYTES);
        await(file.close());
        assertThat(getsOfFile()).isEqualTo(1 + 2);
    }

    @Test
    void responsesCutBeforeAByte_areUnavailableInTheEnd() {
        server.cutReplies(Integer.MAX_VALUE, S3DownloadTest::isGetOfFile, 0);
        StoredFile file = open(store, NAME, ByteRange.from(0));
        assertFailsWith(ErrorCode.UNAVAILABLE, () -> read(file, 0, CHUNK));
        server.heal();
        assertThat(read(file, 0, CHUNK)).isEqualTo(Arrays.copyOf(BYTES, CHUNK));
        await(file.close());
    }

    @Test
    void readerThatStalls_givesUpItsResponse_andContinues() {
        StoredFile file = open(store, NAME, ByteRange.from(0));
        assertThat(read(file, 0, CHUNK)).isEqualTo(Arrays.copyOf(BYTES, CHUNK));
        eventually(server::unread, () -> server.unread() == 0);
        assertThat(getsOfFile()).isEqualTo(1);
        assertThat(read(file, CHUNK, SIZE)).isEqualTo(Arrays.copyOfRange(BYTES, CHUNK, SIZE));
        await(file.close());
    }

    @Test
    void closedFile_givesUpItsResponse_andFailsTheReadsThatWait() {
        StoredFile file = open(store, NAME, ByteRange.from(0));
        read(file, 0, CHUNK);
        List<Future<Buffer>> waiting = IntStream.range(1, 20)
                .mapToObj(i -> FileReads.read(file, (long) i * CHUNK, CHUNK))
                .toList();
        await(file.close());
        waiting.forEach(read -> assertThat(Future.join(read, Future.succeededFuture())
                        .transform(done -> Future.succeededFuture())
                        .await())
                .isNull());
        eventually(server::unread, () -> server.unread() == 0);
    }

    /** More stalled readers than connections for other requests. */
    @Test
    void stalledReaders_leaveConnectionsForUploads() {
        List<StoredFile> stalled = IntStream.range(0, 70)
                .mapToObj(i -> open(store, NAME, ByteRange.from(0)))
                .toList();
        stalled.forEach(file -> read(file, 0, 1000));
        publish(store, FileName.of("other"), TestData.bytes(1000));
        stalled.forEach(file -> await(file.close()));
    }
}
