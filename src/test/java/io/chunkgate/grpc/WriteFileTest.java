package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.rpc.ErrorInfo;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.UploadState;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteFileTest extends FilesTestBase {
    private static final int SIZE = 1_000_000;

    private final byte[] bytes = TestData.bytes(SIZE);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, SIZE})
    void file_isPublishedByFinish(int size) throws Exception {
        byte[] content = TestData.bytes(size);
        CallOutcome<WriteResponse> outcome = write("folder/file.bin", content, 65_536, start -> {});
        assertThat(Files.readAllBytes(root.resolve("folder/file.bin"))).isEqualTo(content);
        WriteResponse last = outcome.last();
        assertThat(last.getFile().getSha256()).isEqualTo(TestData.sha256(content));
        assertThat(last.getFile().getSize()).isEqualTo(size);
        assertThat(last.getStoredOffset()).isEqualTo(size);
        assertThat(last.getDurableOffset()).isEqualTo(size);
        assertThat(read(ReadRequest.newBuilder()
                                .setName("folder/file.bin")
                                .addIfMatch(last.getFile().getEtag()))
                        .status())
                .isEqualTo(GrpcStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 4_000_000})
    void messagesOfEverySize_areStored(int messageSize) throws Exception {
        byte[] content = TestData.bytes(messageSize == 1 ? 1000 : 5_000_000);
        write("file.bin", content, messageSize, start -> {});
        assertThat(Files.readAllBytes(root.resolve("file.bin"))).isEqualTo(content);
    }

    @Test
    void singleMessage_publishesAFile() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.sendLast(WriteRequest.newBuilder()
                .setStart(named("file.bin").setSize(3))
                .setData(ByteString.copyFromUtf8("abc"))
                .setFinish(true)
                .build());
        assertThat(call.await().assertOk().last().getFile().getName()).isEqualTo("file.bin");
        assertThat(root.resolve("file.bin")).hasContent("abc");
    }

    @Test
    void storedOffset_followsTheSentBytes() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.send(WriteRequest.newBuilder().setStart(named("file.bin")).build());
        WriteResponse opened = call.next();
        assertThat(opened.getStoredOffset()).isZero();
        assertThat(opened.getExpireTime().getSeconds()).isPositive();
        call.send(data(bytes, 0, 1000));
        assertThat(awaitStored(call, 1000).getUploadId()).isEqualTo(opened.getUploadId());
        call.cancel();
    }

    @Test
    void sync_makesTheBytesDurable() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000).toBuilder().setSync(true).build());
        WriteResponse reply = awaitStored(call, 1000);
        while (reply.getDurableOffset() < 1000) {
            reply = call.next();
        }
        assertThat(reply.getDurableOffset()).isEqualTo(1000);
        call.send(data(bytes, 1000, 2000));
        awaitStored(call, 2000);
        call.cancel();
    }

    @Test
    void halfClose_suspendsADurableUpload() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin").setSize(SIZE));
        call.sendLast(data(bytes, 0, 300_000));
        WriteResponse last = call.await().assertOk().last();
        assertThat(last.getStoredOffset()).isEqualTo(300_000);
        assertThat(last.getDurableOffset()).isEqualTo(300_000);
        assertThat(last.hasFile()).isFalse();
        QueryUploadResponse upload = query(id);
        assertThat(upload.getState()).isEqualTo(UploadState.UPLOAD_STATE_RUNNING);
        assertThat(upload.getName()).isEqualTo("file.bin");
        assertThat(upload.getSize()).isEqualTo(SIZE);
        assertThat(upload.getStoredOffset()).isEqualTo(300_000);
        assertThat(upload.getDurableOffset()).isEqualTo(300_000);
        assertThat(root.resolve("file.bin")).doesNotExist();
    }

    @Test
    void interruptedUpload_resumesById() throws Exception {
        StreamCall<WriteRequest, WriteResponse> cut = startWrite();
        String id = begin(cut, named("file.bin").setSize(SIZE));
        cut.send(data(bytes, 0, 400_000));
        awaitStored(cut, 400_000);
        cut.dropConnection();
        client = StreamCall.client(vertx);
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.send(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadId(id).setSize(SIZE))
                .build());
        long offset = call.next().getStoredOffset();
        assertThat(offset).isEqualTo(400_000);
        call.send(data(bytes, (int) offset, SIZE).toBuilder().setOffset(offset).build());
        call.sendLast(finish());
        assertThat(call.await().assertOk().last().getFile().getSha256()).isEqualTo(TestData.sha256(bytes));
        assertThat(query(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_COMPLETE);
    }

    @Test
    void lostFinalResponse_canBeQueried() throws Exception {
        CallOutcome<WriteResponse> first = write("file.bin", bytes, 65_536, start -> {});
        StreamCall<WriteRequest, WriteResponse> again = startWrite();
        again.send(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadId(first.last().getUploadId()))
                .build());
        assertThat(again.await().only()).isEqualTo(first.last());
    }

    @Test
    void secondWriter_takesTheUploadOver() throws Exception {
        StreamCall<WriteRequest, WriteResponse> first = startWrite();
        String id = begin(first, named("file.bin"));
        StreamCall<WriteRequest, WriteResponse> second = startWrite();
        begin(second, WriteStart.newBuilder().setUploadId(id));
        first.await().assertFailed(GrpcStatus.ABORTED);
        second.send(data(bytes, 0, SIZE));
        second.sendLast(finish());
        second.await().assertOk();
        assertThat(Files.readAllBytes(root.resolve("file.bin"))).isEqualTo(bytes);
    }

    @Test
    void wrongOffset_returnsTheExpectedOne_andTheUploadStaysResumable() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000).toBuilder().setOffset(0).build());
        call.send(data(bytes, 0, 1000).toBuilder().setOffset(999).build());
        CallOutcome<WriteResponse> outcome = call.await();
        ErrorInfo info = outcome.assertFailed(GrpcStatus.FAILED_PRECONDITION);
        assertThat(outcome.reason()).isEqualTo("offset: 999 (expected: 1000)");
        assertThat(info.getReason()).isEqualTo("WRONG_OFFSET");
        assertThat(info.getMetadataMap())
                .containsEntry("expected_offset", "1000")
                .containsEntry("stored_offset", "1000")
                .containsEntry("upload_id", id);
        assertThat(query(id).getStoredOffset()).isEqualTo(1000);
    }

    @Test
    void checksumOfTheData_isChecked() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin"));
        WriteRequest right = data(bytes, 0, 1000);
        int crc = Wire.crc32c(Unpooled.wrappedBuffer(right.getData().toByteArray()));
        call.send(right.toBuilder().setCrc32C(crc).build());
        call.send(data(bytes, 1000, 2000).toBuilder().setCrc32C(crc).build());
        assertThat(call.await().assertFailed(GrpcStatus.DATA_LOSS).getReason()).isEqualTo("CHECKSUM_MISMATCH");
        assertThat(query(id).getStoredOffset()).isEqualTo(1000);
    }

    @Test
    void dataPastTheSize_areOutOfRangeAndNotStored() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin").setSize(1000));
        call.send(data(bytes, 0, 900));
        call.send(data(bytes, 900, 1001));
        call.await().assertFailed(GrpcStatus.OUT_OF_RANGE);
        assertThat(query(id).getStoredOffset()).isEqualTo(900);
    }

    @Test
    void finishBeforeTheSize_isRefused_andTheUploadStaysResumable() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin").setSize(1000));
        call.send(data(bytes, 0, 900));
        call.send(finish());
        call.await().assertFailed(GrpcStatus.FAILED_PRECONDITION);
        assertThat(query(id).getStoredOffset()).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongDigest_publishesNothing(boolean atTheStart) throws Exception {
        String other = TestData.sha256(new byte[0]);
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        begin(call, atTheStart ? named("file.bin").setSha256(other) : named("file.bin"));
        call.send(data(bytes, 0, 900));
        call.send(atTheStart ? finish() : finish().toBuilder().setSha256(other).build());
        call.await().assertFailed(GrpcStatus.DATA_LOSS);
        assertThat(root.resolve("file.bin")).doesNotExist();
    }

    @Test
    void digestInUpperCase_isAccepted() throws Exception {
        String digest = TestData.sha256(bytes).toUpperCase(java.util.Locale.ROOT);
        write("file.bin", bytes, 65_536, start -> start.setSha256(digest));
        assertThat(root.resolve("file.bin")).exists();
    }

    @Test
    void conditions_protectTheExistingFile() throws Exception {
        String etag = write("file.bin", bytes, 65_536, start -> start.setCreateOnly(true))
                .last()
                .getFile()
                .getEtag();
        refusal(named("file.bin").setCreateOnly(true)).assertFailed(GrpcStatus.ALREADY_EXISTS);
        refusal(named("file.bin").addIfMatch("\"other\"")).assertFailed(GrpcStatus.FAILED_PRECONDITION);
        write("file.bin", bytes, 65_536, start -> start.addIfMatch(etag));
        refusal(named("file.bin").addIfMatch(etag).setCreateOnly(true)).assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @CsvSource({"name", "size", "sha256", "condition"})
    void startThatContradictsTheUpload_isRefused(String what) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin").setSize(1000).setSha256(TestData.sha256(bytes)));
        call.halfClose();
        call.await().assertOk();
        WriteStart.Builder start = WriteStart.newBuilder().setUploadId(id);
        switch (what) {
            case "name" -> start.setName("other.bin");
            case "size" -> start.setSize(1001);
            case "sha256" -> start.setSha256(TestData.sha256(new byte[0]));
            default -> start.setCreateOnly(true);
        }
        refusal(start).assertFailed(GrpcStatus.FAILED_PRECONDITION);
        assertThat(query(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_RUNNING);
    }

    @Test
    void invalidStart_isRefused() throws Exception {
        refusal(named("../file.bin")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        refusal(named("")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        refusal(named("file.bin").setSize(-1)).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        refusal(named("file.bin").setSha256("abc")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        refusal(WriteStart.newBuilder().setUploadId("abc")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        refusal(WriteStart.newBuilder().setUploadId("0".repeat(32))).assertFailed(GrpcStatus.NOT_FOUND);
        refusal(named("file.bin").setSize(Long.MAX_VALUE)).assertFailed(GrpcStatus.OUT_OF_RANGE);
    }

    @Test
    void startInALaterMessage_orNone_isRefused() throws Exception {
        StreamCall<WriteRequest, WriteResponse> without = startWrite();
        without.send(data(bytes, 0, 10));
        without.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        StreamCall<WriteRequest, WriteResponse> twice = startWrite();
        begin(twice, named("file.bin"));
        twice.send(WriteRequest.newBuilder().setStart(named("file.bin")).build());
        twice.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        StreamCall<WriteRequest, WriteResponse> nothing = startWrite();
        nothing.halfClose();
        nothing.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void messageAfterFinish_isAnError_andTheFileIsPublished() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.send(WriteRequest.newBuilder()
                .setStart(named("file.bin"))
                .setFinish(true)
                .build());
        call.send(data(bytes, 0, 10));
        call.await().assertFailed(GrpcStatus.INVALID_ARGUMENT);
        assertThat(root.resolve("file.bin")).isEmptyFile();
    }

    @Test
    void tooLargeMessage_isRefusedWithoutRetryDelay() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin"));
        call.send(data(new byte[(4 << 20) + 1], 0, (4 << 20) + 1));
        CallOutcome<WriteResponse> outcome = call.await();
        assertThat(outcome.assertFailed(GrpcStatus.RESOURCE_EXHAUSTED).getReason())
                .isEqualTo("MESSAGE_TOO_LARGE");
        assertThat(outcome.hasRetryDelay()).isFalse();
        assertThat(query(id).getStoredOffset()).isZero();
    }

    @Test
    void tooManyUploads_haveARetryDelay() throws Exception {
        JsonObject config = Listeners.config(root.resolve("other"));
        reopen(config.put("uploads", new JsonObject().put("maxOpen", 1)));
        StreamCall<WriteRequest, WriteResponse> only = startWrite();
        begin(only, named("a"));
        CallOutcome<WriteResponse> refused = refusal(named("b"));
        refused.assertFailed(GrpcStatus.RESOURCE_EXHAUSTED);
        assertThat(refused.hasRetryDelay()).isTrue();
        only.cancel();
    }

    @Test
    void silentClient_isEnded_andItsUploadStaysResumable() throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("idleTimeoutMs", 2000);
        reopen(config);
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000));
        ErrorInfo info = call.await().assertFailed(GrpcStatus.DEADLINE_EXCEEDED);
        assertThat(info.getMetadataMap()).containsEntry("stored_offset", "1000");
        assertThat(query(id).getStoredOffset()).isEqualTo(1000);
    }

    @Test
    void deadlineOfTheCall_suspendsTheUpload() throws Exception {
        StreamCall<WriteRequest, WriteResponse> call =
                StreamCall.open(client, port, io.chunkgate.proto.v1.FilesServiceGrpcClient.Write, 2000);
        String id = begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000));
        assertThatThrownBy(() -> call.await().assertFailed(GrpcStatus.OK)).isInstanceOf(Throwable.class);
        assertThat(query(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_RUNNING);
    }

    @Test
    void drain_suspendsTheUpload() throws Exception {
        JsonObject config = Listeners.config(root).put("server", new JsonObject().put("drainTimeoutMs", 200));
        reopen(config);
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        String id = begin(call, named("file.bin"));
        call.send(data(bytes, 0, 1000));
        awaitStored(call, 1000);
        reopen(config);
        assertThat(Transfers.of(vertx).running()).isEmpty();
        assertThat(query(id).getStoredOffset()).isEqualTo(1000);
    }

    private CallOutcome<WriteResponse> write(
            String name, byte[] content, int messageSize, Consumer<WriteStart.Builder> setUp) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        WriteStart.Builder start = named(name);
        setUp.accept(start);
        call.send(WriteRequest.newBuilder().setStart(start).build());
        for (int i = 0; i < content.length; i += messageSize) {
            call.send(data(content, i, Math.min(content.length, i + messageSize)));
        }
        call.sendLast(finish());
        return call.await().assertOk();
    }

    private CallOutcome<WriteResponse> refusal(WriteStart.Builder start) throws Exception {
        StreamCall<WriteRequest, WriteResponse> call = startWrite();
        call.send(WriteRequest.newBuilder().setStart(start).build());
        return call.await();
    }
}
