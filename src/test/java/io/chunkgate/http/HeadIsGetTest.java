package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9110, section 9.3.2: HEAD is GET without its content, on every path and with every field except Range. */
@ExtendWith(CheckedVertx.class)
class HeadIsGetTest {
    private static final List<String> PATHS = List.of(
            "/files/page.html",
            "/files/page.html?download",
            "/files/page.html?start_at=1&chunk_size=10",
            "/files/page.html?start_at=9&chunk_size=100",
            "/files/page.html?start_at=x",
            "/files/large.bin",
            "/files/empty",
            "/files/folder",
            "/files/folder/",
            "/files/missing",
            "/files/missing/",
            "/files/a%2Fb",
            "/",
            "/elsewhere");
    private static final List<Map<String, String>> FIELDS = List.of(
            Map.of(),
            Map.of("Accept-Encoding", "gzip"),
            Map.of("Accept", "application/json"),
            Map.of("Want-Repr-Digest", "sha-256=5"),
            Map.of("If-None-Match", "*"),
            Map.of("If-Match", "\"other\""));

    @TempDir
    private Path root;

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void head_hasTheFieldsOfGet_andNoBody(HttpVersion version, Vertx vertx) throws Exception {
        TestData.file(root.resolve("page.html"), 1000);
        TestData.file(root.resolve("page.html.gz"), 100);
        TestData.file(root.resolve("large.bin"), 1_000_000);
        TestData.file(root.resolve("empty"), 0);
        TestData.file(root.resolve("folder/file"), 1);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        HttpProbe probe = HttpProbe.of(vertx);
        List<String> differences = new ArrayList<>();
        for (String path : PATHS) {
            for (Map<String, String> fields : FIELDS) {
                Reply get = probe.send(version, HttpMethod.GET, path, fields);
                Reply head = probe.send(version, HttpMethod.HEAD, path, fields);
                if (!summary(get).equals(summary(head)) || head.body().length > 0) {
                    differences.add(path + " " + fields + ": " + summary(get) + " but " + summary(head));
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    private static Map<String, String> summary(Reply response) {
        Map<String, String> summary = new TreeMap<>(response.headers());
        summary.remove("date");
        summary.put(":status", Integer.toString(response.status()));
        return summary;
    }
}
