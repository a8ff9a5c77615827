package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.bytestream.QueryWriteStatusRequest;
import io.chunkgate.proto.bytestream.QueryWriteStatusResponse;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.bytestream.ReadResponse;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.chunkgate.store.FileName;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.Eventually;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public semantics of {@code google.bytestream.ByteStream}. */
class ByteStreamTest extends FilesTestBase {
    private static final int SIZE = 200_000;

    private final byte[] bytes = TestData.bytes(SIZE);
    private final String blob = "blobs/" + TestData.sha256(bytes) + "/" + SIZE;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 200000",
        "0, 1, 0, 1",
        "5, 10, 5, 15",
        "199999, 0, 199999, 200000",
        "200000, 0, 200000, 200000",
        "100000, 9223372036854775807, 100000, 200000"
    })
    void read_sendsFromTheOffsetToTheLimitOrTheEnd(long offset, long limit, int from, int to) throws Exception {
        Files.write(root.resolve("file.bin"), bytes);
        CallOutcome<ReadResponse> outcome = read("file.bin", offset, limit).assertOk();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        outcome.messages().forEach(message -> all.writeBytes(message.getData().toByteArray()));
        assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "file.bin, -1, 0, OUT_OF_RANGE",
        "file.bin, 200001, 0, OUT_OF_RANGE",
        "file.bin, 0, -1, INVALID_ARGUMENT",
        "missing, 0, 0, NOT_FOUND",
        "../x, 0, 0, INVALID_ARGUMENT"
    })
    void readOfAMissingFileOrRange_isRefused(String name, long offset, long limit, GrpcStatus status) throws Exception {
        Files.write(root.resolve("file.bin"), bytes);
        read(name, offset, limit).assertFailed(status);
    }

    @Test
    void write_publishesWithTheLastRequest() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a/b.bin", 0, 1000);
        call.send(part(1000, 1500));
        call.sendLast(part(1500, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(call.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve("a/b.bin"))).isEqualTo(bytes);
        assertThat(queryStatus("a/b.bin")).isEqualTo(status(SIZE, true));
    }

    @Test
    void halfClose_reportsTheCommittedSize() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a.bin", 0, 1000);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isEqualTo(1000);
        assertThat(queryStatus("a.bin")).isEqualTo(status(1000, false));
        assertThat(root.resolve("a.bin")).doesNotExist();
    }

    @Test
    void interruptedWrite_resumesAtTheCommittedSize() throws Exception {
        StreamCall<WriteRequest, WriteResponse> cut = startWrite("a.bin", 0, 1000);
        awaitTransferred(1000);
        cut.dropConnection();
        client = StreamCall.client(vertx);
        assertThat(queryStatus("a.bin")).isEqualTo(status(1000, false));
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a.bin", 1000, 1500);
        call.sendLast(part(1500, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(call.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve("a.bin"))).isEqualTo(bytes);
    }

    @Test
    void upload_resumesByItsId() throws Exception {
        StreamCall<io.chunkgate.proto.v1.WriteRequest, io.chunkgate.proto.v1.WriteResponse> begun = startWrite();
        String resource = "uploads/" + begin(begun, named("a.bin"));
        begun.sendLast(data(bytes, 0, 1000));
        begun.await().assertOk();
        assertThat(queryStatus(resource)).isEqualTo(status(1000, false));
        startWrite(resource, 0, 10).await().assertFailed(GrpcStatus.FAILED_PRECONDITION);
        StreamCall<WriteRequest, WriteResponse> rest = startWrite(resource, 1000, 2000);
        rest.sendLast(part(2000, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(rest.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve("a.bin"))).isEqualTo(bytes);
        assertThat(queryStatus(resource)).isEqualTo(status(SIZE, true));
        assertThat(startWrite(resource, 0, 10).await().only().getCommittedSize())
                .isEqualTo(SIZE);
    }

    @Test
    void writeAtZero_startsANewUpload() throws Exception {
        leave("a.bin", 1000);
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a.bin", 0, 500);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isEqualTo(500);
        assertThat(queryStatus("a.bin")).isEqualTo(status(500, false));
        try (var uploads = Files.list(root.resolve(".chunkgate/uploads"))) {
            assertThat(uploads.filter(path -> !path.toString().endsWith(".json")))
                    .hasSize(1);
        }
    }

    /** A late call of the same client may end the upload between its look-up and its resumption. */
    @Test
    void uploadThatEndsBeforeItIsResumed_isAWrongOffset() throws Exception {
        FaultyStore ending = new FaultyStore(LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS));
        reopen(Listeners.config(root).put("store", ProvidedStore.section(ending)));
        leave("a.bin", 1000);
        ending.beforeResume(() -> ending.upload(FileName.of("a.bin")).compose(found -> ending.discard(found.id())));
        startWrite("a.bin", 1000, 1500).await().assertFailed(GrpcStatus.FAILED_PRECONDITION);
    }

    /** Both calls are on one connection, which orders them; the store may not. */
    @Test
    void cancelledCall_leavesTheUploadThatItsClientBeginsInstead() throws Exception {
        FaultyStore faults = new FaultyStore(LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS));
        reopen(Listeners.config(root).put("store", ProvidedStore.section(faults)));
        Promise<Void> served = Promise.promise();
        AtomicBoolean waits = new AtomicBoolean();
        faults.beforeLookup(() -> waits.getAndSet(true) ? Future.succeededFuture() : served.future());
        StreamCall<WriteRequest, WriteResponse> late = startWrite("a.bin", 1000, 2000);
        Eventually.eventually(() -> "the call is not read", waits::get);
        late.cancel();

        StreamCall<WriteRequest, WriteResponse> again = startWrite("a.bin", 0, 1000);
        awaitTransferred(1000);
        served.complete();
        for (int query = 0; query < 5; query++) { // Each takes as many steps as the late call.
            assertThat(queryStatus("a.bin")).isEqualTo(status(1000, false));
        }
        again.sendLast(part(1000, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(again.await().only().getCommittedSize()).isEqualTo(SIZE);
    }

    /** The first call may be that of a client that has begun again and of which the second arrived earlier. */
    @Test
    void writeAtZero_leavesAnUploadThatIsBeingWritten() throws Exception {
        StreamCall<WriteRequest, WriteResponse> running = startWrite("a.bin", 0, 1000);
        awaitTransferred(1000);
        leave("a.bin", 500);
        running.sendLast(part(1000, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(running.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve("a.bin"))).isEqualTo(bytes);
    }

    @Test
    void existingFile_isReplaced() throws Exception {
        Files.writeString(root.resolve("a.bin"), "old");
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a.bin", 0, 1000);
        call.sendLast(part(1000, 1000).toBuilder().setFinishWrite(true).build());
        assertThat(call.await().only().getCommittedSize()).isEqualTo(1000);
        assertThat(root.resolve("a.bin")).hasSize(1000);
    }

    @Test
    void wrongOffset_isRefusedWithTheRightOne() throws Exception {
        leave("a.bin", 1000);
        assertThat(startWrite("a.bin", 999, 1001)
                        .await()
                        .assertFailed(GrpcStatus.FAILED_PRECONDITION)
                        .getMetadataMap())
                .containsEntry("expected_offset", "1000");
        assertThat(startWrite("b.bin", 1, 2)
                        .await()
                        .assertFailed(GrpcStatus.FAILED_PRECONDITION)
                        .getMetadataMap())
                .containsEntry("expected_offset", "0");
        StreamCall<WriteRequest, WriteResponse> later = startWrite("c.bin", 0, 10);
        later.send(part(11, 12));
        later.await().assertFailed(GrpcStatus.FAILED_PRECONDITION);
    }

    @Test
    void otherResourceInALaterRequest_isRefused() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite("a.bin", 0, 10);
        call.send(part(10, 20).toBuilder().setResourceName("a.bin").build());
        call.send(part(20, 30).toBuilder().setResourceName("b.bin").build());
        call.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        assertThat(queryStatus("a.bin")).isEqualTo(status(20, false));
    }

    @Test
    void requestAfterFinishWrite_isAnError() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = StreamCall.open(client, port, ByteStreamGrpcClient.Write);
        call.send(part(0, 10).toBuilder()
                .setResourceName("a.bin")
                .setFinishWrite(true)
                .build());
        call.send(part(10, 20));
        call.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void writeWithoutAName_isRefused() throws Exception {
        startWrite("", 0, 10).await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        startWrite("a.bin", -1, 10).await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void statusOfAnUnknownResource_isNotFound() throws Exception {
        QueryWriteStatusRequest request =
                QueryWriteStatusRequest.newBuilder().setResourceName("a.bin").build();
        call(ByteStreamGrpcClient.QueryWriteStatus, request).assertFailed(GrpcStatus.NOT_FOUND);
    }

    @Test
    void contentAddressedFile_isPublishedUnderItsHash() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite("main/uploads/u-1/" + blob + "/note", 0, 1000);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isEqualTo(1000);
        assertThat(queryStatus("main/uploads/u-1/" + blob)).isEqualTo(status(1000, false));
        StreamCall<WriteRequest, WriteResponse> rest = startWrite("main/uploads/u-1/" + blob, 1000, 2000);
        rest.sendLast(part(2000, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(rest.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve("main").resolve(blob))).isEqualTo(bytes);
        read("main/" + blob, 0, 0).assertOk();
    }

    @Test
    void existingContent_needNotBeSent() throws Exception {
        Files.createDirectories(root.resolve(blob).getParent());
        Files.write(root.resolve(blob), bytes);
        assertThat(startWrite("uploads/u-1/" + blob, 0, 1000).await().only().getCommittedSize())
                .isEqualTo(SIZE);
        assertThat(queryStatus("uploads/u-1/" + blob)).isEqualTo(status(SIZE, true));
    }

    @Test
    void uploadOfAnotherClient_isNotResumed() throws Exception {
        leave("uploads/u-1/" + blob, 1000);
        QueryWriteStatusRequest other = QueryWriteStatusRequest.newBuilder()
                .setResourceName("uploads/u-2/" + blob)
                .build();
        call(ByteStreamGrpcClient.QueryWriteStatus, other).assertFailed(GrpcStatus.NOT_FOUND);
    }

    /** The Remote Execution API demands INVALID_ARGUMENT for a digest, which is hash and size, that does not match. */
    @ParameterizedTest
    @CsvSource({"1000, 1000", "999, 1000", "1001, 1000", "0, 1"})
    void contentThatDoesNotMatchItsName_isInvalid(int announced, int sent) throws Exception {
        String file = "blobs/" + TestData.sha256(Arrays.copyOf(new byte[0], announced)) + "/" + announced;
        for (boolean finish : new boolean[] {true, false}) {
            StreamCall<WriteRequest, WriteResponse> call = startWrite("uploads/u-1/" + file, 0, sent);
            if (finish) {
                call.sendLast(part(sent, sent).toBuilder().setFinishWrite(true).build());
            } else {
                call.halfClose();
            }
            if (finish || sent >= announced) {
                call.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
            } else {
                assertThat(call.await().only().getCommittedSize()).isEqualTo(sent);
            }
            assertThat(root.resolve(file)).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allBytesAndAHalfClose_publishAFileOfKnownSize(boolean byName) throws Exception {
        String resource = "uploads/u-1/" + blob;
        int from = 0;
        String file = blob;
        if (!byName) {
            StreamCall<io.chunkgate.proto.v1.WriteRequest, io.chunkgate.proto.v1.WriteResponse> begun = startWrite();
            resource = "uploads/" + begin(begun, named("a.bin").setSize(SIZE));
            begun.sendLast(data(bytes, 0, 1000));
            begun.await().assertOk();
            from = 1000;
            file = "a.bin";
        }
        StreamCall<WriteRequest, WriteResponse> call = startWrite(resource, from, 2000);
        call.sendLast(part(2000, SIZE));
        assertThat(call.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(queryStatus(resource)).isEqualTo(status(SIZE, true));
        assertThat(Files.readAllBytes(root.resolve(file))).isEqualTo(bytes);
    }

    @Test
    void emptyContent_isPublishedByAHalfClose() throws Exception {
        String empty = "blobs/" + TestData.sha256(new byte[0]) + "/0";
        StreamCall<WriteRequest, WriteResponse> call = startWrite("uploads/u-1/" + empty, 0, 0);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isZero();
        assertThat(root.resolve(empty)).isEmptyFile();
    }

    @Test
    void emptyContent_isFoundThoughItWasNeverWritten() throws Exception {
        String empty = "blobs/" + TestData.sha256(new byte[0]) + "/0";
        for (String name :
                List.of(empty, "main/" + empty, "main/blobs/sha256/" + TestData.sha256(new byte[0]) + "/0")) {
            assertThat(read(name, 0, 0).assertOk().messages())
                    .allMatch(message -> message.getData().isEmpty());
            read(name, 1, 0).assertFailed(GrpcStatus.OUT_OF_RANGE);
        }
        assertThat(queryStatus("uploads/u-1/" + empty)).isEqualTo(status(0, true));
        read("blobs/" + TestData.sha256(new byte[0]) + "/1", 0, 0).assertFailed(GrpcStatus.NOT_FOUND);
        read("blobs/" + TestData.sha256(new byte[1]) + "/0", 0, 0).assertFailed(GrpcStatus.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, SIZE - 1, SIZE})
    void existingContent_needNotBeResumed(int offset) throws Exception {
        Files.createDirectories(root.resolve(blob).getParent());
        Files.write(root.resolve(blob), bytes);
        assertThat(startWrite("uploads/u-1/" + blob, offset, SIZE)
                        .await()
                        .only()
                        .getCommittedSize())
                .isEqualTo(SIZE);
    }

    @Test
    void otherFileUnderTheNameOfContent_isReplaced() throws Exception {
        Files.createDirectories(root.resolve(blob).getParent());
        Files.write(root.resolve(blob), new byte[10]);
        String resource = "uploads/u-1/" + blob;
        QueryWriteStatusRequest query =
                QueryWriteStatusRequest.newBuilder().setResourceName(resource).build();
        call(ByteStreamGrpcClient.QueryWriteStatus, query).assertFailed(GrpcStatus.NOT_FOUND);
        StreamCall<WriteRequest, WriteResponse> call = startWrite(resource, 0, SIZE);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve(blob))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "main/, ''",
        "a/b/, ''",
        "'', /note",
        "'', /7/8",
        "a/, /uploads/u-2/blobs/x/5",
        "'', /blobs/sha256"
    })
    void digestFunctionAndMetadata_areNotPartOfTheFile(String instance, String metadata) throws Exception {
        String sha256 = blob.replace("blobs/", "blobs/sha256/");
        StreamCall<WriteRequest, WriteResponse> call =
                startWrite(instance + "uploads/u-1/" + sha256 + metadata, 0, SIZE);
        call.sendLast(part(SIZE, SIZE).toBuilder().setFinishWrite(true).build());
        assertThat(call.await().only().getCommittedSize()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(root.resolve(instance + blob))).isEqualTo(bytes);
        for (String name : new String[] {blob, sha256}) {
            read(instance + name, 0, 0).assertOk();
            assertThat(queryStatus(instance + "uploads/u-2/" + name + metadata)).isEqualTo(status(SIZE, true));
        }
    }

    /** H stands for a hash of SHA-256. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "uploads/",
                "uploads/x",
                "uploads/x/y.bin",
                "uploads/00112233445566778899aabbccddeeff/",
                "uploads/00112233445566778899aabbccddeeff/x",
                "uploads/00112233445566778899aabbccddeeff/blobs",
                "uploads/00112233445566778899AABBCCDDEEFF",
                "uploads/u-1/blobs",
                "uploads/u-1/blobs/H",
                "uploads/u-1/blobs/H/",
                "uploads/u-1/blobs/H/x",
                "uploads/u-1/blobs/H/-1",
                "uploads/u-1/blobs/H/99999999999999999999",
                "uploads/u-1/blobs/abc/5",
                "uploads/u-1/blobs/da39a3ee5e6b4b0d3255bfef95601890afd80709/0",
                "uploads/u-1/blobs/blake3/H/5",
                "uploads/u-1/blobs/sha256/abc/5",
                "uploads//blobs/H/5",
                "uploads/blobs/H/5",
                "uploads/u-1/compressed-blobs/zstd/H/5",
                "uploads/u-1/compressed-blobs/zstd/blake3/H/5",
                "uploads/u-1/compressed-blobs/identity/H/5",
                "uploads/u-1/compressed-blobs/deflate/H/5/note",
                "uploads/u-1/actions/H/5",
                "main/uploads/u-1/blobs/H",
                "main/uploads/u-1/blobs/blake3/H/5",
                "main/uploads/u-1/compressed-blobs/zstd/H/5",
                "actions/uploads/u-1/blobs/H/5",
                "compressed-blobs/zstd/H/5"
            })
    void uploadInNoDocumentedForm_isRefused(String form) throws Exception {
        String name = form.replace("H", TestData.sha256(bytes));
        startWrite(name, 0, 5).await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        QueryWriteStatusRequest query =
                QueryWriteStatusRequest.newBuilder().setResourceName(name).build();
        call(ByteStreamGrpcClient.QueryWriteStatus, query).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        try (var files = Files.list(root)) {
            assertThat(files.filter(file -> !file.endsWith(".chunkgate"))).isEmpty();
        }
    }

    @Test
    void unknownUploadId_isNotFound() throws Exception {
        String name = "uploads/00112233445566778899aabbccddeeff";
        startWrite(name, 0, 5).await().assertFailed(GrpcStatus.NOT_FOUND);
        QueryWriteStatusRequest query =
                QueryWriteStatusRequest.newBuilder().setResourceName(name).build();
        call(ByteStreamGrpcClient.QueryWriteStatus, query).assertFailed(GrpcStatus.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup/uploads/x.bin", "uploads.bin", "blobs/abc/5", "a/blobs/x"})
    void otherNames_areFiles(String name) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite(name, 0, 5);
        call.sendLast(part(5, 5).toBuilder().setFinishWrite(true).build());
        assertThat(call.await().only().getCommittedSize()).isEqualTo(5);
        assertThat(root.resolve(name)).hasSize(5);
        read(name, 0, 0).assertOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compressed-blobs/zstd/H/5", "main/compressed-blobs/deflate/blake3/H/5"})
    void readOfCompressedContent_isRefused(String form) throws Exception {
        read(form.replace("H", TestData.sha256(bytes)), 0, 0).assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void nameOfManySegments_isRefusedAndNotAFault() throws Exception {
        startWrite("a/".repeat(60_000) + "b", 0, 5).await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        read("a/".repeat(60_000) + "b", 0, 0).assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    private CallOutcome<ReadResponse> read(String name, long offset, long limit) throws Exception {
        ReadRequest request = ReadRequest.newBuilder()
                .setResourceName(name)
                .setReadOffset(offset)
                .setReadLimit(limit)
                .build();
        return call(ByteStreamGrpcClient.Read, request);
    }

    private StreamCall<WriteRequest, WriteResponse> startWrite(String name, int from, int to) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = StreamCall.open(client, port, ByteStreamGrpcClient.Write);
        call.send(part(Math.max(0, from), to).toBuilder()
                .setResourceName(name)
                .setWriteOffset(from)
                .build());
        return call;
    }

    private WriteRequest part(int from, int to) {
        return WriteRequest.newBuilder()
                .setWriteOffset(from)
                .setData(ByteString.copyFrom(bytes, from, to - from))
                .build();
    }

    private QueryWriteStatusResponse queryStatus(String name) throws Exception {
        QueryWriteStatusRequest request =
                QueryWriteStatusRequest.newBuilder().setResourceName(name).build();
        return call(ByteStreamGrpcClient.QueryWriteStatus, request).only();
    }

    private static QueryWriteStatusResponse status(long committedSize, boolean complete) {
        return QueryWriteStatusResponse.newBuilder()
                .setCommittedSize(committedSize)
                .setComplete(complete)
                .build();
    }

    private void awaitTransferred(long byteCount) {
        Transfers transfers = Transfers.of(vertx);
        Eventually.eventually(transfers::running, () -> transfers.running().stream()
                .anyMatch(transfer -> transfer.byteCount() == byteCount));
    }

    /** Leaves a suspended upload. */
    private void leave(String name, int byteCount) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite(name, 0, byteCount);
        call.halfClose();
        assertThat(call.await().only().getCommittedSize()).isEqualTo(byteCount);
    }
}
