package io.chunkgate.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CheckedVertx.class)
class WantReprDigestTest {
    private static final Map<String, String> WANTED = Map.of("Want-Repr-Digest", "sha-256=1");

    @TempDir
    private Path root;

    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        probe = HttpProbe.of(vertx);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, GET, 200", "HTTP_1_1, HEAD, 200", "HTTP_2, GET, 200", "HTTP_2, HEAD, 200"})
    void wantedDigest_isSent_andKnownFromThenOn(HttpVersion version, String method, int status) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 300_000);
        String expected = ReprDigest.format(TestData.sha256(bytes));
        Reply before = probe.get("/files/file.bin", Map.of());
        assertThat(before.headers()).doesNotContainKey("repr-digest");
        Reply wanted = probe.send(version, HttpMethod.valueOf(method), "/files/file.bin", WANTED);
        assertThat(wanted.status()).isEqualTo(status);
        assertThat(wanted.header("repr-digest")).isEqualTo(expected);
        Reply after = probe.get("/files/file.bin", Map.of("Range", "bytes=0-9"));
        assertThat(after.header("repr-digest")).isEqualTo(expected);
        assertThat(after.header("etag")).isEqualTo(wanted.header("etag")).isEqualTo(before.header("etag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256=0", "md5=1", "nonsense!", "sha-256"})
    void requestWithoutDigestWeight_getsNone(String value) throws Exception {
        TestData.file(root.resolve("file.bin"), 10);
        Reply response = probe.get("/files/file.bin", Map.of("Want-Repr-Digest", value));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).doesNotContainKey("repr-digest");
    }

    @Test
    void missingFile_isNotFound() throws Exception {
        assertThat(probe.get("/files/missing", WANTED).status()).isEqualTo(404);
    }

    @Test
    @Tag("slow")
    void slowDigest_isOmitted() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            file.setLength(200L << 30);
        }
        Reply response = probe.send(HttpVersion.HTTP_1_1, HttpMethod.HEAD, "/files/sparse", WANTED);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).doesNotContainKey("repr-digest");
    }
}
