package io.chunkgate.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CheckedVertx.class)
class ChunkBridgeTest {
    @TempDir
    private Path root;

    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("chunkSize", 1000);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        probe = HttpProbe.of(vertx);
    }

    @ParameterizedTest
    @CsvSource({
        "start_at=0,                 0, 1000, 0",
        "chunk_size=7,               0, 7,    0",
        "start_at=1,              1000, 1000, 1",
        "start_at=2,              2000, 1000, 2",
        "start_at=1&chunk_size=1,    1, 1,    1",
        "start_at=2499&chunk_size=1, 2499, 1, 2499",
        "start_at=0&chunk_size=2147483647, 0, 2147483647, 0"
    })
    void chunkQuery_selectsTheBytesFromThatChunkToTheEnd(String query, int start, String chunkSize, String chunkNumber)
            throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 2500);
        Reply response = probe.get("/files/file.bin?" + query, Map.of());
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.header("content-range")).isEqualTo("bytes " + start + "-2499/2500");
        assertThat(response.header("x-chunk-size")).isEqualTo(chunkSize);
        assertThat(response.header("x-chunk-number")).isEqualTo(chunkNumber);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, start, 2500));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void largeRest_arrivesWhole(HttpVersion version) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 5_000_000);
        Reply response = probe.send(version, HttpMethod.GET, "/files/file.bin?start_at=100", Map.of());
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, 100_000, 5_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "0,    start_at=0",
        "2500, start_at=3",
        "2000, start_at=2",
        "2500, start_at=9223372036854775807",
        "2500, start_at=9223372036854775807&chunk_size=2147483647"
    })
    void startAtTheEndOrBehindIt_isRefusedWithTheSize(int size, String query) throws Exception {
        TestData.file(root.resolve("file.bin"), size);
        Reply response = probe.get("/files/file.bin?" + query, Map.of());
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.header("content-range")).isEqualTo("bytes */" + size);
        assertThat(response.json().getString("detail")).startsWith("start_at: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start_at=-1",
                "start_at=",
                "start_at",
                "start_at=1.5",
                "start_at=+1",
                "start_at=0x1",
                "start_at=%D9%A1",
                "start_at=9223372036854775808",
                "start_at=1&start_at=2",
                "start_at=%zz",
                "chunk_size=0",
                "chunk_size=-1",
                "chunk_size=2147483648",
                "start_at=0&chunk_size=big"
            })
    void badValue_isRefusedAndNamed(String query) throws Exception {
        TestData.file(root.resolve("file.bin"), 2500);
        Reply response = probe.get("/files/file.bin?" + query, Map.of());
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().getString("detail")).matches("(start_at|chunk_size|query): '.*' \\(expected: .+\\)");
    }

    @Test
    void rangeWithAChunkQuery_isRefused() throws Exception {
        TestData.file(root.resolve("file.bin"), 2500);
        Reply response = probe.get("/files/file.bin?start_at=1", Map.of("Range", "bytes=0-9"));
        assertThat(response.status()).isEqualTo(400);
    }

    @Test
    void conditions_applyToChunkQueries() throws Exception {
        TestData.file(root.resolve("file.bin"), 2500);
        String tag = probe.get("/files/file.bin?start_at=1", Map.of()).header("etag");
        assertThat(probe.get("/files/file.bin?start_at=1", Map.of("If-Match", tag))
                        .status())
                .isEqualTo(206);
        assertThat(probe.get("/files/file.bin?start_at=1", Map.of("If-Match", "\"other\""))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void unknownParameter_isIgnored() throws Exception {
        TestData.file(root.resolve("file.bin"), 2500);
        assertThat(probe.get("/files/file.bin?v=1&v2", Map.of()).status()).isEqualTo(200);
    }
}
