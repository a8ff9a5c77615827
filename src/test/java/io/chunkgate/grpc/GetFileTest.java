package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.proto.demo.Response;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service {@code demo.Files}. */
@ExtendWith(CheckedVertx.class)
class GetFileTest {
    private static final int CHUNK = 32 * 1024;

    @TempDir
    private Path root;

    private Vertx vertx;

    @BeforeEach
    void keepVertx(Vertx vertx) {
        this.vertx = vertx;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK, 5_000_001})
    void file_comesInNumberedChunks(int size) throws Exception {
        byte[] bytes = TestData.file(root.resolve("folder/file.bin"), size);
        Reply reply = open().get("folder/file.bin", 0);
        assertThat(reply.status()).isEqualTo(GrpcStatus.OK);
        assertThat(reply.bytes()).isEqualTo(bytes);
        assertThat(reply.messages()).hasSize((size + CHUNK - 1) / CHUNK);
        assertThat(reply.chunkNumbers()).isEqualTo(reply.numbersFrom(0));
        assertThat(reply.chunkSizes()).doesNotContain(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK, 5_000_001})
    void startAt_skipsChunksAndKeepsTheirNumbers(int size) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), size);
        Reply reply = open().get("file.bin", 1);
        assertThat(reply.status()).isEqualTo(GrpcStatus.OK);
        assertThat(reply.bytes()).isEqualTo(Arrays.copyOfRange(bytes, Math.min(CHUNK, size), size));
        assertThat(reply.chunkNumbers()).isEqualTo(reply.numbersFrom(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 5000", "3, 5000", "1000, 500000", "32769, 500000", "200000, 500000", "1048576, 3000000"})
    void chunks_haveTheConfiguredSize(int chunkSize, int size) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), size);
        Reply reply = open(with("chunkSize", chunkSize)).get("file.bin", 0);
        assertThat(reply.bytes()).isEqualTo(bytes);
        assertThat(reply.messages()).hasSize((bytes.length + chunkSize - 1) / chunkSize);
        assertThat(reply.headers().get("x-chunk-size")).isEqualTo(Integer.toString(chunkSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void headers_haveSizeTagAndChunkSize(int size) throws Exception {
        TestData.file(root.resolve("file.bin"), size);
        Reply reply = open().get("file.bin", 0);
        assertThat(reply.headers().get("x-chunk-size")).isEqualTo(Integer.toString(CHUNK));
        assertThat(reply.headers().get("x-file-size")).isEqualTo(Integer.toString(size));
        assertThat(reply.headers().get("x-etag")).matches("\"[!#-~]+\"");
        assertThat(reply.headers().get("grpc-accept-encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @CsvSource({
        "missing, 0, NOT_FOUND, 'missing': no such file",
        "folder, 0, NOT_FOUND, 'folder': no such file",
        "../file.bin, 0, INVALID_ARGUMENT, name: '../file.bin' (expected: no . or .. segments)",
        "/file.bin, 0, INVALID_ARGUMENT, name: '/file.bin' (expected: a relative path without empty segments)",
        ".chunkgate/x, 0, INVALID_ARGUMENT, name: '.chunkgate/x' (expected: not in the gateway's own folder)",
        "file.bin, -1, INVALID_ARGUMENT, start_at: -1 (expected: 0 or more)",
        "file.bin, 3, OUT_OF_RANGE, start_at: 3 (expected: 0..2)",
        "file.bin, 2147483647, OUT_OF_RANGE, start_at: 2147483647 (expected: 0..2)",
        "empty.bin, 1, OUT_OF_RANGE, start_at: 1 (expected: 0..0)",
    })
    void badRequest_isRefusedWithTheReason(String name, int startAt, GrpcStatus status, String reason)
            throws Exception {
        TestData.file(root.resolve("file.bin"), CHUNK + 1);
        TestData.file(root.resolve("empty.bin"), 0);
        TestData.file(root.resolve("folder/file.bin"), 1);
        Reply reply = open().get(name, startAt);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.reason()).isEqualTo(reason);
        assertThat(reply.messages()).isEmpty();
    }

    @Test
    void emptyName_isRefused() throws Exception {
        assertThat(open().get("", 0).status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }

    @Test
    void startBeyondTheEnd_stillSendsTheFileHeaders() throws Exception {
        TestData.file(root.resolve("file.bin"), 5);
        Reply reply = open().get("file.bin", 2);
        assertThat(reply.headers().get("x-file-size")).isEqualTo("5");
        assertThat(reply.headers().get("x-etag")).isNotNull();
    }

    @Test
    void fileOfMoreChunksThanInt32_isRefused() throws Exception {
        sparseFile("file.bin", 3L << 30);
        Reply reply = open(with("chunkSize", 1)).get("file.bin", 0);
        assertThat(reply.status()).isEqualTo(GrpcStatus.OUT_OF_RANGE);
        assertThat(reply.reason()).contains("3221225472").contains("grpc.chunkSize");
    }

    @Test
    void startAt_pastTwoAndFourGiB_isNotTruncatedTo32Bits() throws Exception {
        long size = (5L << 30) + 1;
        sparseFile("file.bin", size);
        Reply reply = open().get("file.bin", (int) (size / CHUNK));
        assertThat(reply.chunkSizes()).containsExactly(1);
        assertThat(reply.chunkNumbers()).containsExactly(163840);
    }

    @Test
    void chunksOnBothSidesOf2GiB_areComplete() throws Exception {
        long size = (2L << 30) + (32L << 20) + 1;
        sparseFile("file.bin", size);
        long start = (2L << 30) - (32L << 20);
        AtomicLong received = new AtomicLong(start);
        AtomicLong misnumbered = new AtomicLong();
        Call call = open().start("file.bin", (int) (start / CHUNK), (Response message) -> {
            if (message.getChunkNumber() != received.get() / CHUNK) {
                misnumbered.incrementAndGet();
            }
            received.addAndGet(message.getChunk().size());
        });
        assertThat(call.await().status()).isEqualTo(GrpcStatus.OK);
        assertThat(received).hasValue(size);
        assertThat(misnumbered).hasValue(0);
    }

    private GetFileClient open() throws Exception {
        return open(Listeners.config(root));
    }

    private GetFileClient open(JsonObject config) throws Exception {
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        return new GetFileClient(vertx, Listeners.port(vertx, Listener.GRPC));
    }

    private JsonObject with(String key, int value) {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put(key, value);
        return config;
    }

    private void sparseFile(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
