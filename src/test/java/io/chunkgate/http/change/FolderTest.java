package io.chunkgate.http.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderTest extends UploadTestBase {
    @ParameterizedTest
    @ValueSource(strings = {"/files/a%20b", "/files/a%20b/"})
    void mkcol_createsAnEmptyFolder_thatIsListed(String path) throws Exception {
        Reply reply = request("MKCOL " + path + " HTTP/1.1");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Location")).isEqualTo("/files/a%20b/");
        assertThat(request("GET /files/ HTTP/1.1\nAccept: application/json").text())
                .contains("a b");
        assertThat(request("GET /files/a%20b/ HTTP/1.1\nAccept: application/json")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "folder"})
    void mkcol_ofWhatExists_is405(String name) throws Exception {
        put("file", 10);
        put("folder/x", 10);

        Reply reply = request("MKCOL /files/" + name + " HTTP/1.1");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isNotNull();
    }

    @Test
    void mkcol_withoutItsParent_isAConflict() throws Exception {
        assertThat(request("MKCOL /files/a/b HTTP/1.1").status()).isEqualTo(409);
        assertThat(exists("a")).isFalse();
    }

    @Test
    void mkcol_withBody_is415() throws Exception {
        assertThat(request("MKCOL /files/a HTTP/1.1", TestData.bytes(10)).status())
                .isEqualTo(415);
        assertThat(exists("a")).isFalse();
    }

    @Test
    void delete_ofEmptyFolder_works() throws Exception {
        request("MKCOL /files/a HTTP/1.1");

        assertThat(request("DELETE /files/a/ HTTP/1.1").status()).isEqualTo(204);
        assertThat(exists("a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/"})
    void delete_ofFolderWithFiles_needsDepthInfinity(String path) throws Exception {
        put("a/b/x.bin", 10);

        assertThat(request("DELETE /files/" + path + " HTTP/1.1").status()).isEqualTo(409);
        assertThat(stored("a/b/x.bin")).hasSize(10);
        assertThat(request("DELETE /files/" + path + " HTTP/1.1\nDepth: infinity")
                        .status())
                .isEqualTo(204);
        assertThat(exists("a")).isFalse();
    }

    @Test
    void delete_ofFile_withDepthInfinity_works() throws Exception {
        put("x.bin", 10);

        assertThat(request("DELETE /files/x.bin HTTP/1.1\nDepth: infinity").status())
                .isEqualTo(204);
        assertThat(exists("x.bin")).isFalse();
    }

    @Test
    void delete_ofMissingFolder_is404() throws Exception {
        assertThat(request("DELETE /files/a/ HTTP/1.1").status()).isEqualTo(404);
    }

    @Test
    void delete_ofRoot_isRefused() throws Exception {
        put("x.bin", 10);

        assertThat(request("DELETE /files/ HTTP/1.1\nDepth: infinity").status()).isEqualTo(422);
        assertThat(exists("x.bin")).isTrue();
    }
}
