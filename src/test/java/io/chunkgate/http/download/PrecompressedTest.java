package io.chunkgate.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(CheckedVertx.class)
class PrecompressedTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path root;

    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        probe = HttpProbe.of(vertx);
    }

    /** The content differs by size, so that a test sees which file it got. */
    private byte[] file(String name, int size, Instant modified) throws IOException {
        byte[] bytes = TestData.file(root.resolve(name), size);
        Files.setLastModifiedTime(root.resolve(name), FileTime.from(modified));
        return bytes;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | zstd | 300",
                "gzip, br                | br   | 200",
                "gzip                    | gzip | 100",
                "br;q=0.5, gzip          | gzip | 100",
                "deflate                 |      | 1000",
                "identity, gzip;q=0.5    |      | 1000",
                "gzip;q=0                |      | 1000",
                "*;q=0                   |      | 1000"
            })
    void bestAvailableCoding_isSent(String accepted, String coding, int length) throws Exception {
        file("a.txt", 1000, NOON);
        file("a.txt.gz", 100, NOON);
        file("a.txt.br", 200, NOON);
        file("a.txt.zst", 300, NOON);
        Reply response = probe.get("/files/a.txt", Map.of("Accept-Encoding", accepted));
        assertThat(response.header("content-encoding")).isEqualTo(coding);
        assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(response.body()).isEqualTo(TestData.bytes(length));
    }

    @Test
    void clientWithoutAcceptEncoding_getsThePlainFile() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        file("a.txt.gz", 100, NOON);
        Reply response = probe.get("/files/a.txt", Map.of());
        assertThat(response.body()).isEqualTo(plain);
        assertThat(response.headers()).doesNotContainKey("content-encoding").containsEntry("vary", "Accept-Encoding");
    }

    @Test
    void olderSibling_isIgnored() throws Exception {
        file("a.txt", 1000, NOON);
        file("a.txt.zst", 300, NOON.minusNanos(1));
        file("a.txt.gz", 100, NOON);
        Reply response = probe.get("/files/a.txt", Map.of("Accept-Encoding", "zstd, gzip"));
        assertThat(response.header("content-encoding")).isEqualTo("gzip");
    }

    @Test
    void siblingWithoutItsFile_isNotFound() throws Exception {
        file("a.txt.gz", 100, NOON);
        assertThat(probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).status())
                .isEqualTo(404);
    }

    @Test
    void compressedFile_requestedByItsName_isSentUnchanged() throws Exception {
        byte[] coded = file("a.txt.gz", 100, NOON);
        Reply response = probe.get("/files/a.txt.gz", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.headers()).doesNotContainKey("content-encoding");
        assertThat(response.header("content-type")).isEqualTo("application/gzip");
        assertThat(response.body()).isEqualTo(coded);
    }

    @Test
    void resumeInAnotherCoding_startsOverInsteadOfMixing() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        byte[] coded = file("a.txt.gz", 100, NOON);
        String tag =
                probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip")).header("etag");
        assertThat(tag).isNotEqualTo(probe.get("/files/a.txt", Map.of()).header("etag"));
        Reply same =
                probe.get("/files/a.txt", Map.of("Accept-Encoding", "gzip", "Range", "bytes=40-", "If-Range", tag));
        assertThat(same.status()).isEqualTo(206);
        assertThat(same.header("content-encoding")).isEqualTo("gzip");
        assertThat(same.body()).isEqualTo(Arrays.copyOfRange(coded, 40, 100));
        Reply other = probe.get("/files/a.txt", Map.of("Range", "bytes=40-", "If-Range", tag));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(plain);
    }

    @Test
    void chunkQuery_countsTheBytesOfThePlainFile() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        file("a.txt.gz", 100, NOON);
        Reply response = probe.get("/files/a.txt?start_at=1&chunk_size=50", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(plain, 50, 1000));
    }

    @Test
    void nameThatLeavesNoRoomForTheSuffix_isServedPlain() throws Exception {
        String name = "n".repeat(255);
        byte[] plain = file(name, 1000, NOON);
        assertThat(probe.get("/files/" + name, Map.of("Accept-Encoding", "gzip"))
                        .body())
                .isEqualTo(plain);
    }

    @Test
    void switchedOff_onlyPlainFilesAreSent() throws Exception {
        byte[] plain = file("a.txt", 1000, NOON);
        file("a.txt.gz", 100, NOON);
        Vertx own = CheckedVertx.create();
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").put("precompressed", false);
        Listeners.open(own, "io.chunkgate.http.HttpServerVerticle", config);
        Reply response = HttpProbe.of(own).get("/files/a.txt", Map.of("Accept-Encoding", "gzip"));
        assertThat(response.body()).isEqualTo(plain);
        assertThat(response.headers()).doesNotContainKeys("content-encoding", "vary");
        own.close().await(20, java.util.concurrent.TimeUnit.SECONDS);
    }
}
