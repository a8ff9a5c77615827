package io.chunkgate.http.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp.Reply;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names and the conditions of uploads that a request creates. */
class UploadNamesTest extends UploadTestBase {
    private static final byte[] NEW = "new".getBytes(UTF_8);
    private static final String TUS = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\n"
            + "Content-Type: application/offset+octet-stream\n";

    /** The requests that create the upload of {@code a.txt} with all of its bytes. */
    private enum Way {
        PUT("PUT /files/a.txt HTTP/1.1\n"),
        PARTIAL_PUT("PUT /files/a.txt HTTP/1.1\nContent-Range: bytes 0-2/3\n"),
        DRAFT_PUT("PUT /files/a.txt HTTP/1.1\nUpload-Complete: ?1\n"),
        DRAFT_POST("POST /files/a.txt HTTP/1.1\nUpload-Complete: ?1\n"),
        OLD_DRAFT_POST("POST /files/a.txt HTTP/1.1\nUpload-Incomplete: ?0\n"),
        DRAFT_UPLOADS("POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: attachment; filename=a.txt\n"),
        TUS_UPLOADS(TUS + "Upload-Length: 3\nUpload-Metadata: " + metadata("filename", "a.txt") + "\n"),
        FORM("POST /files/ HTTP/1.1\nContent-Type: multipart/form-data; boundary=b\n") {
            @Override
            byte[] body() {
                return "--b\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\nnew\r\n--b--".getBytes(UTF_8);
            }
        };

        private final String head;

        Way(String head) {
            this.head = head;
        }

        byte[] body() {
            return NEW;
        }
    }

    @ParameterizedTest
    @EnumSource
    void ifNoneMatch_refusesToReplace(Way way) throws Exception {
        Files.writeString(folder().resolve("a.txt"), "old");
        assertThat(request(way.head + "If-None-Match: *", way.body()).status()).isEqualTo(412);
        assertThat(stored("a.txt")).asString().isEqualTo("old");
        assertThat(request(way.head + "If-Match: \"other\"", way.body()).status()).isEqualTo(412);
        assertThat(stored("a.txt")).asString().isEqualTo("old");
        assertThat(request(way.head + "If-Match: *", way.body()).status()).isBetween(200, 204);
        assertThat(stored("a.txt")).asString().isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource
    void ifNoneMatch_allowsANewFile(Way way) throws Exception {
        assertThat(request(way.head + "If-Match: *", way.body()).status()).isEqualTo(412);
        assertThat(exists("a.txt")).isFalse();
        assertThat(request(way.head + "If-None-Match: *", way.body()).status()).isEqualTo(201);
        assertThat(stored("a.txt")).asString().isEqualTo("new");
    }

    @Test
    void ifNoneMatch_holdsUntilTheFileIsPublished() throws Exception {
        Reply created = request("POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 3\nIf-None-Match: *\n"
                + "Upload-Metadata: " + metadata("filename", "a.txt"));
        assertThat(created.status()).isEqualTo(201);
        Files.writeString(folder().resolve("a.txt"), "old");
        Reply refused = request(
                "PATCH " + created.header("Location") + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 0\n"
                        + "Content-Type: application/offset+octet-stream",
                NEW);
        assertThat(refused.status()).isEqualTo(412);
        assertThat(stored("a.txt")).asString().isEqualTo("old");
    }

    @Test
    void partsOfTus_haveNoName_andTheConcatenationHasTheCondition() throws Exception {
        Files.writeString(folder().resolve("a.txt"), "old");
        String name = "Upload-Metadata: " + metadata("filename", "a.txt") + "\n";
        Reply part = request(TUS + name + "Upload-Length: 3\nUpload-Concat: partial\nIf-None-Match: *", NEW);
        assertThat(part.status()).isEqualTo(201);
        String head = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Concat: final;" + part.header("Location")
                + "\n" + name;
        assertThat(request(head + "If-None-Match: *\nContent-Length: 0").status()).isEqualTo(412);
        assertThat(stored("a.txt")).asString().isEqualTo("old");
        assertThat(request(head + "Content-Length: 0").status()).isEqualTo(201);
        assertThat(stored("a.txt")).asString().isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource({
        "folder/sub/a.txt,folder/sub/a.txt",
        "/folder/a.txt,folder/a.txt",
        "null,b.txt",
        "ü/日本.txt,ü/日本.txt"
    })
    void relativePath_isThePath(String path, String expected) throws Exception {
        String metadata = metadata("filename", "b.txt") + "," + metadata("relativePath", path);
        assertThat(request(TUS + "Upload-Length: 3\nUpload-Metadata: " + metadata, NEW).status()).isEqualTo(201);
        assertThat(stored(expected)).asString().isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../a", "folder/../../a", "//a", "folder//a", "folder/", ".chunkgate/a", "a\\b", "a\nb", "/", "./a"})
    void relativePath_isCheckedAsEveryName(String path) throws Exception {
        String metadata = metadata("filename", "b.txt") + "," + metadata("relativePath", path);
        assertThat(request(TUS + "Upload-Length: 3\nUpload-Metadata: " + metadata, NEW).status()).isEqualTo(422);
        assertThat(exists("b.txt")).isFalse();
    }

    @Test
    void severalLinesOfMetadata_areOneList() throws Exception {
        String first = metadata("relativePath", "folder/a.txt") + ",";
        String second = metadata("type", "text/plain");
        Reply created = request(
                TUS + "Upload-Length: 3\nUpload-Metadata: " + first + "\nUpload-Metadata: " + second, NEW);
        assertThat(created.status()).isEqualTo(201);
        assertThat(stored("folder/a.txt")).asString().isEqualTo("new");
        Reply state = requestHead("HEAD " + created.header("Location") + " HTTP/1.1\nTus-Resumable: 1.0.0");
        assertThat(state.header("Upload-Metadata")).contains(first).contains(second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upload-Length: 3\nUpload-Length: 4",
                "Upload-Length: 3, 4",
                "Upload-Length: 3\nUpload-Length:",
                "Upload-Length: 3\nUpload-Defer-Length: 1\nUpload-Defer-Length: 0",
                "Upload-Length: 3\nUpload-Concat: partial\nUpload-Concat: final;/uploads/1",
                "Upload-Length: 3\nUpload-Metadata: filename YQ==\nUpload-Metadata: filename Yg==",
                "Upload-Length: 3\nUpload-Checksum: sha1 AAAA\nUpload-Checksum: sha1 BBBB"
            })
    void contradictingLines_areABadRequest(String headers) throws Exception {
        assertThat(request(TUS + headers, NEW).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Length: 3\nUpload-Length: 4", "Upload-Complete: ?0", "Upload-Offset: 0\nUpload-Offset: 1"})
    void contradictingLines_areABadRequestOfTheDraft(String headers) throws Exception {
        assertThat(request("POST /uploads HTTP/1.1\nUpload-Complete: ?1\n" + headers, NEW).status()).isEqualTo(400);
    }

    @Test
    void repeatedLines_areOne() throws Exception {
        String name = "Upload-Metadata: " + metadata("filename", "a.txt");
        assertThat(request(TUS + name + "\nUpload-Length: 3\nUpload-Length: 3", NEW).status()).isEqualTo(201);
        assertThat(stored("a.txt")).asString().isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Disposition: attachment; filename=a.txt',a.txt",
        "'Upload-Metadata: filename YS50eHQ=',a.txt",
        "'Upload-Metadata: filename YS50eHQ=,relativePath Zi9iLnR4dA==',f/b.txt",
        "'Content-Disposition: attachment; filename=c.txt\nUpload-Metadata: filename YS50eHQ=',c.txt",
        "'Content-Disposition: attachment\nUpload-Metadata: filename YS50eHQ=,',a.txt"
    })
    void draft_hasItsNameFromEitherHeader(String headers, String expected) throws Exception {
        String head = "POST /uploads HTTP/1.1\nUpload-Complete: ?1\n" + headers.replace("\\n", "\n");
        Reply created = request(head, NEW);
        assertThat(created.status()).isEqualTo(201);
        assertThat(stored(expected)).asString().isEqualTo("new");
        assertThat(created.header("Location")).isEqualTo("/files/" + expected);
    }

    private static String metadata(String key, String value) {
        return key + " " + Base64.getEncoder().encodeToString(value.getBytes(UTF_8));
    }
}
