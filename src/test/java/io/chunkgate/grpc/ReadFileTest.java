package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ReadHeader;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.testkit.TestData;
import io.netty.buffer.Unpooled;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFileTest extends FilesTestBase {
    private static final int SIZE = 100_000;

    private byte[] bytes;

    @BeforeEach
    void makeFile() {
        bytes = TestData.file(root.resolve("folder/file.bin"), SIZE);
    }

    private static ReadRequest.Builder request() {
        return ReadRequest.newBuilder().setName("folder/file.bin");
    }

    @Test
    void file_comesAfterItsHeader() throws Exception {
        CallOutcome<ReadResponse> outcome = read(request()).assertOk();
        ReadHeader header = outcome.messages().get(0).getHeader();
        StatRequest stat = StatRequest.newBuilder().setName("folder/file.bin").build();
        assertThat(header.getFile())
                .isEqualTo(call(FilesServiceGrpcClient.Stat, stat).only().getFile());
        assertThat(header.getFile().getSize()).isEqualTo(SIZE);
        assertThat(header.getLength()).isEqualTo(SIZE);
        assertThat(header.getChunkSize()).isEqualTo(32_768);
        assertThat(header.getComplete()).isTrue();
        assertThat(bytes(outcome.messages())).isEqualTo(bytes);
        assertThat(outcome.headers().get("x-etag")).isEqualTo(header.getFile().getEtag());
    }

    @ParameterizedTest
    @CsvSource({
        "0, , 0, 100000",
        "1, , 1, 100000",
        "99999, , 99999, 100000",
        "100000, , 100000, 100000",
        "0, 0, 0, 0",
        "10, 20, 10, 30",
        "99990, 100, 99990, 100000",
        "100, 9223372036854775807, 100, 100000"
    })
    void rangePastTheEnd_isTruncated(long offset, Long length, int from, int to) throws Exception {
        ReadRequest.Builder request = request().setOffset(offset).setChunkSize(1024);
        if (length != null) {
            request.setLength(length);
        }
        CallOutcome<ReadResponse> outcome = read(request).assertOk();
        assertThat(bytes(outcome.messages())).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        assertThat(outcome.messages().get(0).getHeader().getLength()).isEqualTo(to - from);
        assertThat(outcome.messages().get(0).getHeader().getOffset()).isEqualTo(from);
    }

    @Test
    void messages_haveTheOffsetsOfTheirChunks() throws Exception {
        List<ReadResponse> chunks = dataOf(read(request().setOffset(7).setChunkSize(1500)));
        assertThat(chunks).hasSize((SIZE - 7 + 1499) / 1500);
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(chunks.get(i).getOffset()).isEqualTo(7 + i * 1500L);
            assertThat(chunks.get(i).getData().size()).isEqualTo(Math.min(1500, SIZE - 7 - i * 1500));
        }
    }

    @Test
    void chunkIndex_countsFromTheStartOfTheFile() throws Exception {
        CallOutcome<ReadResponse> outcome =
                read(request().setChunkIndex(3).setChunkSize(2000).setLength(2000));
        assertThat(bytes(outcome.messages())).isEqualTo(Arrays.copyOfRange(bytes, 6000, 8000));
    }

    @Test
    void checksums_areOfTheData() throws Exception {
        List<ReadResponse> chunks = dataOf(read(request().setCrc32C(true).setChunkSize(4096)));
        assertThat(chunks).isNotEmpty().allSatisfy(chunk -> {
            assertThat(chunk.hasCrc32C()).isTrue();
            assertThat(chunk.getCrc32C())
                    .isEqualTo(
                            Wire.crc32c(Unpooled.wrappedBuffer(chunk.getData().toByteArray())));
        });
        assertThat(dataOf(read(request()))).noneMatch(ReadResponse::hasCrc32C);
    }

    @Test
    void matchingVersion_isRead() throws Exception {
        String etag = read(request()).headers().get("x-etag");
        assertThat(bytes(read(request().addIfMatch("\"x\"").addIfMatch(etag)).messages()))
                .isEqualTo(bytes);
    }

    @Test
    void anotherVersion_isRefused() throws Exception {
        CallOutcome<ReadResponse> outcome = read(request().addIfMatch("\"x\""));
        outcome.assertFailed(GrpcStatus.FAILED_PRECONDITION);
        assertThat(outcome.reason()).contains("expected: \"x\"");
    }

    @ParameterizedTest
    @CsvSource({"100001, OUT_OF_RANGE", "9223372036854775807, OUT_OF_RANGE", "-1, INVALID_ARGUMENT"})
    void startOutsideTheFile_isRefused(long offset, GrpcStatus status) throws Exception {
        read(request().setOffset(offset)).assertFailed(status);
    }

    @ParameterizedTest
    @CsvSource({"4, OUT_OF_RANGE", "9223372036854775807, OUT_OF_RANGE", "-1, INVALID_ARGUMENT"})
    void chunkOutsideTheFile_isRefused(long index, GrpcStatus status) throws Exception {
        read(request().setChunkIndex(index).setChunkSize(32_768)).assertFailed(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 1023, 1_048_577})
    void invalidChunkSize_isRefused(int chunkSize) throws Exception {
        CallOutcome<ReadResponse> outcome = read(request().setChunkSize(chunkSize));
        outcome.assertFailed(GrpcStatus.INVALID_ARGUMENT);
        assertThat(outcome.reason()).isEqualTo("chunk_size: " + chunkSize + " (expected: 1024..1048576)");
    }

    @Test
    void negativeLength_isRefused() throws Exception {
        read(request().setLength(-1)).assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @CsvSource({"missing, NOT_FOUND", "folder, NOT_FOUND", "../x, INVALID_ARGUMENT", "'', INVALID_ARGUMENT"})
    void invalidOrMissingName_isRefused(String name, GrpcStatus status) throws Exception {
        assertThat(read(request().setName(name)).assertFailed(status).getReason())
                .isEqualTo(status.name());
        read(request().setName(name).setFollow(true)).assertFailed(status);
    }

    @Test
    void unknownUpload_isNotFound() throws Exception {
        read(ReadRequest.newBuilder().setUploadId("0".repeat(32))).assertFailed(GrpcStatus.NOT_FOUND);
        read(ReadRequest.newBuilder().setUploadId("x")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void temporaryError_hasARetryDelay() throws Exception {
        assertThat(read(request().setName("missing")).hasRetryDelay()).isFalse();
    }

    private static List<ReadResponse> dataOf(CallOutcome<ReadResponse> outcome) {
        List<ReadResponse> messages = outcome.assertOk().messages();
        return messages.subList(1, messages.size());
    }
}
