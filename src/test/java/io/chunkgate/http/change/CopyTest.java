package io.chunkgate.http.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTest extends UploadTestBase {
    private static final byte[] BYTES = TestData.bytes(100_000);

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void file_toNewName_isCreatedWithItsTag(String method) throws Exception {
        String tag = upload("a.bin");

        Reply reply = change(method, "a.bin", "/files/new%20folder/b.bin");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Location")).isEqualTo("/files/new%20folder/b.bin");
        assertThat(reply.header("ETag")).isEqualTo(tag);
        assertThat(stored("new folder/b.bin")).isEqualTo(BYTES);
        assertThat(exists("a.bin")).isEqualTo(method.equals("COPY"));
        assertThat(requestHead("HEAD /files/new%20folder/b.bin HTTP/1.1").header("ETag"))
                .isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void file_overFile_replacesIt(String method) throws Exception {
        upload("a.bin");
        put("b.bin", 10);

        assertThat(change(method, "a.bin", "/files/b.bin").status()).isEqualTo(204);
        assertThat(stored("b.bin")).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void overwriteF_overFile_isRefused(String method) throws Exception {
        upload("a.bin");
        put("b.bin", 10);

        assertThat(change(method, "a.bin", "/files/b.bin", "Overwrite: F").status())
                .isEqualTo(412);
        assertThat(stored("b.bin")).hasSize(10);
        assertThat(stored("a.bin")).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void folder_toNewName_hasAllFiles(String method) throws Exception {
        put("a/x.bin", 10);
        put("a/b/.hidden", 20);

        Reply reply = change(method, "a/", "/files/c/");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Location")).isEqualTo("/files/c/");
        assertThat(stored("c/x.bin")).hasSize(10);
        assertThat(stored("c/b/.hidden")).hasSize(20);
        assertThat(exists("a")).isEqualTo(method.equals("COPY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void anything_overFolder_needsOverwriteT(String method) throws Exception {
        upload("a.bin");
        put("folder/x.bin", 10);

        assertThat(change(method, "a.bin", "/files/folder").status()).isEqualTo(409);
        assertThat(stored("folder/x.bin")).hasSize(10);
        assertThat(change(method, "a.bin", "/files/folder", "Overwrite: T").status())
                .isEqualTo(204);
        assertThat(stored("folder")).isEqualTo(BYTES);
    }

    @Test
    void folder_overFile_replacesIt() throws Exception {
        put("a/x.bin", 10);
        put("b", 20);

        assertThat(change("MOVE", "a", "/files/b").status()).isEqualTo(204);
        assertThat(stored("b/x.bin")).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({"a,a/b", "a/b,a"})
    void folder_intoItself_isRefused_andLosesNothing(String from, String to) throws Exception {
        put("a/b/x.bin", 10);

        assertThat(change("MOVE", from, "/files/" + to, "Overwrite: T").status())
                .isEqualTo(409);
        assertThat(stored("a/b/x.bin")).hasSize(10);
    }

    @Test
    void copy_withDepth0_createsTheFolderAlone() throws Exception {
        put("a/x.bin", 10);

        assertThat(change("COPY", "a/", "/files/c/", "Depth: 0").status()).isEqualTo(201);
        assertThat(folder().resolve("c")).isEmptyDirectory();
    }

    @Test
    void ifMatch_isAboutTheSource() throws Exception {
        String tag = upload("a.bin");

        assertThat(change("MOVE", "a.bin", "/files/b.bin", "If-Match: \"other\"")
                        .status())
                .isEqualTo(412);
        assertThat(exists("b.bin")).isFalse();
        assertThat(change("MOVE", "a.bin", "/files/b.bin", "If-Match: " + tag).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.bin   | Destination: /files/a.bin                  | 403",
                "a.bin   | Destination: http://elsewhere/files/b.bin  | 502",
                "a.bin   | Destination: /uploads/b.bin                | 403",
                "a.bin   | Destination: b.bin                         | 400",
                "a.bin   | Destination: /files/b.bin?x                | 400",
                "a.bin   | Destination: /files/a%2Fb.bin              | 400",
                "a.bin   | Destination: /files/../b.bin               | 422",
                "a.bin   | Destination: /files/.chunkgate/b.bin       | 422",
                "a.bin   | Destination: /files/                       | 422",
                "a.bin   | Destination: /files/a.bin/b.bin            | 409",
                "a.bin   | X: y                                       | 400",
                "missing | Destination: /files/b.bin                  | 404",
                "        | Destination: /files/b.bin                  | 422"
            })
    void badRequest_isRefused_andLosesNothing(String from, String header, int status) throws Exception {
        upload("a.bin");
        String name = from == null ? "" : from;

        Reply reply = request("MOVE /files/" + name + " HTTP/1.1\n" + header);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(stored("a.bin")).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Overwrite: yes", "Depth: 1", "Depth: 2", "Depth: 0"})
    void badHeader_isRefused(String header) throws Exception {
        upload("a.bin");

        assertThat(change("MOVE", "a.bin", "/files/b.bin", header).status()).isEqualTo(400);
        assertThat(exists("a.bin")).isTrue();
    }

    @Test
    void destinationUrl_ofThisServer_isUsed() throws Exception {
        upload("a.bin");

        Reply reply = request("COPY /files/a.bin HTTP/1.1\nDestination: http://localhost/files/b.bin");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(stored("b.bin")).isEqualTo(BYTES);
    }

    @Test
    void body_isRefused() throws Exception {
        upload("a.bin");

        assertThat(request("MOVE /files/a.bin HTTP/1.1\nDestination: /files/b.bin", BYTES)
                        .status())
                .isEqualTo(415);
        assertThat(exists("a.bin")).isTrue();
    }

    private String upload(String name) throws IOException {
        return String.valueOf(request("PUT /files/" + name + " HTTP/1.1", BYTES).header("ETag"));
    }

    private Reply change(String method, String from, String to, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\n" + String.join("\n", headers);
        return request(method + " /files/" + from + " HTTP/1.1\nDestination: " + to + more);
    }
}
