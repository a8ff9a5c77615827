package io.chunkgate.http.listing;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CheckedVertx.class)
class ListingTest {
    private static final Map<String, String> JSON = Map.of("Accept", "application/json");
    private static final Map<String, String> BROWSER = Map.of("Accept", "text/html,*/*;q=0.8");

    @TempDir
    private Path root;

    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        probe = HttpProbe.of(vertx);
    }

    private static List<JsonObject> entries(Reply response) {
        return response.json().getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> names(Reply response) {
        return entries(response).stream().map(entry -> entry.getString("name")).toList();
    }

    @Test
    void json_describesEachEntry() throws Exception {
        TestData.file(root.resolve("a b/ü.txt"), 1234);
        TestData.file(root.resolve("a b/sub/x"), 1);
        Files.setLastModifiedTime(root.resolve("a b/ü.txt"), FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));
        Reply response = probe.get("/files/a%20b/", JSON);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.header("vary")).isEqualTo("Accept");
        assertThat(response.json().getString("path")).isEqualTo("a b/");
        assertThat(response.json().containsKey("next")).isFalse();
        JsonObject folder = entries(response).get(0);
        assertThat(folder.getString("name")).isEqualTo("sub");
        assertThat(folder.getString("type")).isEqualTo("folder");
        assertThat(entries(response).get(1))
                .isEqualTo(new JsonObject()
                        .put("name", "ü.txt")
                        .put("type", "file")
                        .put("size", 1234)
                        .put("modified", "2026-01-02T03:04:05.678Z")
                        .put(
                                "etag",
                                probe.get("/files/a%20b/%C3%BC.txt", Map.of()).header("etag"))
                        .put("mediaType", "text/plain; charset=utf-8")
                        .put("complete", true));
    }

    @Test
    void ownFolder_isNotListed() throws Exception {
        assertThat(names(probe.get("/files/", JSON))).isEmpty();
        assertThat(probe.get("/files/.chunkgate/", JSON).status()).isEqualTo(422);
    }

    @Test
    void nextLinks_reachTheLastPage() throws Exception {
        for (String name : List.of("b&c", "a+", "ü", "d%", "e f")) {
            TestData.file(root.resolve(name), name.length());
        }
        for (String sort : List.of("name", "size", "modified")) {
            List<String> found = new ArrayList<>();
            String next = "/files/?limit=2&sort=" + sort + "&order=desc";
            while (next != null) {
                Reply page = probe.get(next, JSON);
                found.addAll(names(page));
                next = page.json().getString("next");
                assertThat(page.header("link")).isEqualTo(next == null ? null : "<" + next + ">; rel=\"next\"");
            }
            assertThat(found).as(sort).containsExactlyInAnyOrder("a+", "b&c", "d%", "e f", "ü");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?sort=size, 'y x z'",
        "?sort=size&order=desc, 'z x y'",
        "'', 'x y z'",
        "?order=desc, 'z y x'",
        "?limit=1, 'x'",
        "?after=x, 'y z'",
        "?sort=size&after=2/x, 'z'"
    })
    void query_determinesTheOrder(String query, String expected) throws Exception {
        TestData.file(root.resolve("x"), 2);
        TestData.file(root.resolve("y"), 1);
        TestData.file(root.resolve("z"), 3);
        assertThat(names(probe.get("/files/" + query, JSON))).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, 400",
        "?limit=10001, 400",
        "?sort=colour, 400",
        "?order=up, 400",
        "?sort=size&after=x, 400",
        "?sort=size&after=99999999999999999999/x, 400",
        "?after=%ff, 400",
        "missing/, 404",
        "file/, 404",
        "/, 422",
        "../, 422",
        "a%2Fb/, 400"
    })
    void badListing_isAProblemDocument(String rest, int status) throws Exception {
        TestData.file(root.resolve("file"), 1);
        Reply response = probe.get("/files/" + rest, BROWSER);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().getString("detail")).isNotEmpty().doesNotContain(root.toString());
    }

    @Test
    void folderWithoutSlash_isRedirected() throws Exception {
        TestData.file(root.resolve("a/b c:d/file"), 1);
        Reply response = probe.get("/files/a/b%20c:d?sort=size", Map.of());
        assertThat(response.status()).isEqualTo(301);
        assertThat(response.header("location")).isEqualTo("b%20c%3Ad/?sort=size");
        assertThat(probe.get("/files/a/missing", Map.of()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/files"})
    void root_isRedirectedToFiles(String path) throws Exception {
        Reply response = probe.get(path, BROWSER);
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("location")).isEqualTo("files/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)<script>",
                "quote\"'`.txt",
                "a&b;c=d.txt",
                "100%25.txt",
                "javascript:alert(1)",
                "right \u202E to left.txt",
                "日本 🎬 #1?.mp4",
                "{{x}}${y}"
            })
    void html_escapesNames_andLinksToFiles(String name) throws Exception {
        byte[] bytes = TestData.file(root.resolve("folder").resolve(name), 5);
        Reply response = probe.get("/files/folder/", BROWSER);
        assertThat(response.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.text()).contains("<bdi>" + ListingHtml.escape(name) + "</bdi>");
        assertThat(response.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain("<script");
        String href = rowLinks(response).get(0);
        assertThat(href).matches("\\./[A-Za-z0-9%._~-]+");
        assertThat(probe.get("/files/folder/" + href.substring(2), Map.of()).body())
                .isEqualTo(bytes);
    }

    private static List<String> rowLinks(Reply html) {
        return Pattern.compile("<tr><td><a href=\"([^\"]*)\"")
                .matcher(html.text())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void html_hasBreadcrumbsSizesTimesAndPages_andAStrictPolicy() throws Exception {
        TestData.file(root.resolve("a/b/one"), 1536);
        TestData.file(root.resolve("a/b/two"), 1);
        Files.setLastModifiedTime(root.resolve("a/b/one"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        Reply response = probe.get("/files/a/b/?limit=1", BROWSER);
        assertThat(response.text())
                .contains("<a href=\"../../\"><bdi>files</bdi></a>", "<a href=\"../\"><bdi>a</bdi></a>")
                .contains("<td>1.5 KiB</td>", "<time datetime=\"2026-01-02T03:04:05Z\">2026-01-02 03:04:05</time>")
                .contains("href=\"?sort=name&amp;order=asc&amp;limit=1&amp;after=one\"")
                .contains("href=\"?sort=name&amp;order=desc&amp;limit=1\"")
                .contains("href=\"?sort=size&amp;order=asc&amp;limit=1\"");
        assertThat(response.header("content-security-policy")).startsWith("default-src 'none'");
    }

    @Test
    void namesThatCannotBeServed_doNotBreakTheListing() throws Exception {
        TestData.file(root.resolve("new\nline"), 1);
        TestData.file(root.resolve("back\\slash"), 1);
        TestData.file(root.resolve("fine"), 1);
        assertThat(names(probe.get("/files/", JSON))).containsExactly("fine");
        assertThat(rowLinks(probe.get("/files/", BROWSER))).containsExactly("./fine");
    }

    @ParameterizedTest
    @CsvSource({"text/html", "application/json"})
    void head_hasTheHeadersOfGet_andNoBody(String accept) throws Exception {
        TestData.file(root.resolve("file"), 1);
        Map<String, String> headers = Map.of("Accept", accept);
        Reply get = probe.get("/files/", headers);
        Reply head = probe.send(HttpVersion.HTTP_1_1, HttpMethod.HEAD, "/files/", headers);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
        assertThat(head.body()).isEmpty();
    }

    private static Map<String, String> withoutDate(Reply reply) {
        Map<String, String> headers = new HashMap<>(reply.headers());
        assertThat(headers.remove("date")).isNotNull();
        return headers;
    }

    @Test
    @Tag("slow")
    void hundredThousandFiles_areListedInPages() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            Files.createFile(root.resolve("file-" + i));
        }
        String next = "/files/?limit=10000&sort=modified";
        int found = 0;
        while (next != null) {
            Reply page = probe.get(next, JSON);
            found += entries(page).size();
            next = page.json().getString("next");
        }
        assertThat(found).isEqualTo(100_000);
        assertThat(rowLinks(probe.get("/files/?limit=10000", BROWSER))).hasSize(10_000);
    }
}
