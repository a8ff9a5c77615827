package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.proto.v1.CancelUploadRequest;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadHeader;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.testkit.TestData;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following an upload. */
class FollowTest extends FilesTestBase {
    private static final int SIZE = 500_000;

    private final byte[] bytes = TestData.bytes(SIZE);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void upload_isReadAsItArrives(boolean sizeAnnounced) throws Exception {
        WriteStart.Builder start = sizeAnnounced ? named("file.bin").setSize(SIZE) : named("file.bin");
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        begin(upload, start);
        StreamCall<ReadRequest, ReadResponse> reader = startRead(follow("file.bin"));
        ReadHeader header = reader.next().getHeader();
        assertThat(header.getComplete()).isFalse();
        assertThat(header.getFile().getEtag()).isEmpty();
        assertThat(header.getFile().hasSize()).isEqualTo(sizeAnnounced);
        assertThat(header.hasLength()).isEqualTo(sizeAnnounced);
        upload.send(data(bytes, 0, 1000));
        ReadResponse first = reader.next();
        assertThat(first.getOffset()).isZero();
        assertThat(first.getData().toByteArray()).isEqualTo(Arrays.copyOf(bytes, 1000));
        upload.send(data(bytes, 1000, SIZE));
        assertThat(reader.end().isComplete()).isFalse();
        upload.sendLast(finish());
        CallOutcome<ReadResponse> outcome = reader.await().assertOk();
        assertThat(bytes(outcome.messages())).isEqualTo(bytes);
        assertThat(outcome.last().getPublished())
                .isEqualTo(upload.await().assertOk().last().getFile());
    }

    @Test
    void startBeyondTheStoredBytes_waits() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        String id = begin(upload, named("file.bin"));
        StreamCall<ReadRequest, ReadResponse> reader = startRead(
                ReadRequest.newBuilder().setUploadId(id).setOffset(400_000).setLength(1000));
        reader.next();
        upload.send(data(bytes, 0, 450_000));
        upload.send(data(bytes, 450_000, SIZE));
        upload.sendLast(finish());
        assertThat(bytes(reader.await().assertOk().messages())).isEqualTo(Arrays.copyOfRange(bytes, 400_000, 401_000));
    }

    @Test
    void discardedUpload_failsTheReader() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        String id = begin(upload, named("file.bin"));
        upload.send(data(bytes, 0, 1000));
        StreamCall<ReadRequest, ReadResponse> reader = startRead(follow("file.bin"));
        reader.next();
        reader.next();
        CancelUploadRequest cancel =
                CancelUploadRequest.newBuilder().setUploadId(id).build();
        call(FilesServiceGrpcClient.CancelUpload, cancel).assertOk();
        reader.await().assertFailed(GrpcStatus.ABORTED);
        upload.await().assertFailed(GrpcStatus.ABORTED);
    }

    @Test
    void readerWaitsForAnInterruptedUpload() throws Exception {
        StreamCall<WriteRequest, WriteResponse> cut = startWrite();
        String id = begin(cut, named("file.bin"));
        cut.send(data(bytes, 0, 1000));
        StreamCall<ReadRequest, ReadResponse> reader = startRead(follow("file.bin"));
        reader.next();
        reader.next();
        cut.cancel();
        StreamCall<WriteRequest, WriteResponse> rest = startWrite();
        begin(rest, WriteStart.newBuilder().setUploadId(id));
        rest.send(data(bytes, 1000, SIZE));
        rest.sendLast(finish());
        assertThat(bytes(reader.await().assertOk().messages())).isEqualTo(bytes);
    }

    @Test
    void followWithoutAnUpload_readsThePublishedFile() throws Exception {
        Files.write(root.resolve("file.bin"), bytes);
        CallOutcome<ReadResponse> outcome = read(follow("file.bin")).assertOk();
        assertThat(outcome.messages().get(0).getHeader().getComplete()).isTrue();
        assertThat(bytes(outcome.messages())).isEqualTo(bytes);
        assertThat(outcome.last().hasPublished()).isFalse();
    }

    @Test
    void readWithoutFollow_ignoresARunningUpload() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        begin(upload, named("file.bin"));
        read(ReadRequest.newBuilder().setName("file.bin")).assertFailed(GrpcStatus.NOT_FOUND);
        upload.cancel();
    }

    @Test
    void ifMatchOnARunningUpload_isRefused() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        begin(upload, named("file.bin"));
        read(follow("file.bin").addIfMatch("\"x\"")).assertFailed(GrpcStatus.FAILED_PRECONDITION);
        upload.cancel();
    }

    @Test
    void readerThatLeaves_doesNotDisturbTheUpload() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        String id = begin(upload, named("file.bin"));
        StreamCall<ReadRequest, ReadResponse> reader = startRead(follow("file.bin"));
        reader.next();
        reader.cancel();
        upload.sendLast(data(bytes, 0, 1000));
        assertThat(upload.await().assertOk().last().getStoredOffset()).isEqualTo(1000);
        eventually(() -> id, () -> reader.end().isComplete());
    }

    private static ReadRequest.Builder follow(String name) {
        return ReadRequest.newBuilder().setName(name).setFollow(true);
    }
}
