package io.chunkgate.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.message.RequestPath;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content-Disposition, Cache-Control and Content-Security-Policy of downloads. */
@ExtendWith(CheckedVertx.class)
class PresentationTest {
    @TempDir
    private Path root;

    private HttpProbe openServer(Vertx vertx, JsonObject http) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").mergeIn(http);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        return HttpProbe.of(vertx);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?download", "?download=1", "?v=2&download"})
    void download_isSavedUnderItsNameWithoutFolders(String query, Vertx vertx) throws Exception {
        TestData.file(root.resolve("folder/Ünï \"q\".pdf"), 10);
        Reply response = openServer(vertx, new JsonObject())
                .get("/files/" + RequestPath.encode("folder/Ünï \"q\".pdf") + query, Map.of());
        assertThat(response.header("content-disposition"))
                .isEqualTo("attachment; filename=\"_n_ _q_.pdf\"; filename*=UTF-8''%C3%9Cn%C3%AF%20%22q%22.pdf");
    }

    @Test
    void withoutDownload_theBrowserDecides(Vertx vertx) throws Exception {
        TestData.file(root.resolve("a.pdf"), 10);
        assertThat(openServer(vertx, new JsonObject())
                        .get("/files/a.pdf", Map.of())
                        .headers())
                .doesNotContainKey("content-disposition");
    }

    @Test
    void cachesRevalidate_unlessConfiguredOtherwise(Vertx vertx) throws Exception {
        TestData.file(root.resolve("a.pdf"), 10);
        HttpProbe probe = openServer(vertx, new JsonObject());
        Reply response = probe.get("/files/a.pdf", Map.of());
        assertThat(response.header("cache-control")).isEqualTo("no-cache");
        Reply unchanged = probe.get("/files/a.pdf", Map.of("If-None-Match", response.header("etag")));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("cache-control")).isEqualTo("no-cache");
        assertThat(unchanged.header("vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void cacheControl_isTheConfiguredOne(Vertx vertx) throws Exception {
        TestData.file(root.resolve("a.pdf"), 10);
        HttpProbe probe = openServer(vertx, new JsonObject().put("cacheControl", "public, max-age=60"));
        assertThat(probe.get("/files/a.pdf", Map.of()).header("cache-control")).isEqualTo("public, max-age=60");
    }

    @Test
    void emptyCacheControl_isNotSent(Vertx vertx) throws Exception {
        TestData.file(root.resolve("a.pdf"), 10);
        HttpProbe probe = openServer(vertx, new JsonObject().put("cacheControl", ""));
        assertThat(probe.get("/files/a.pdf", Map.of()).headers()).doesNotContainKey("cache-control");
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, sandbox",
        "page.HTM, sandbox",
        "page.xhtml, sandbox",
        "image.svg, sandbox",
        "feed.xml, sandbox",
        "feed.atom, sandbox",
        "mail.eml, sandbox",
        "image.png,",
        "text.txt,",
        "film.mp4,",
        "paper.pdf,",
        "unknown,"
    })
    void activeContent_isSandboxed(String name, String policy, Vertx vertx) throws Exception {
        TestData.file(root.resolve(name), 10);
        Reply response = openServer(vertx, new JsonObject()).get("/files/" + name, Map.of());
        assertThat(response.header("content-security-policy")).isEqualTo(policy);
    }
}
