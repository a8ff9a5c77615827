package io.chunkgate.http.upload.tus;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TusTest extends UploadTestBase {
    private static final String NAME = "Upload-Metadata: filename " + base64("a.bin");
    private static final String TYPE = "Content-Type: application/offset+octet-stream";

    @Test
    void options_reportWhatIsSupported() throws Exception {
        Reply response = request("OPTIONS /uploads HTTP/1.1");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(response.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(response.header("Tus-Extension").split(","))
                .containsExactlyInAnyOrder(
                        "creation",
                        "creation-with-upload",
                        "creation-defer-length",
                        "expiration",
                        "checksum",
                        "termination",
                        "concatenation");
        assertThat(response.header("Tus-Max-Size")).isEqualTo(Long.toString(1L << 40));
        assertThat(response.header("Tus-Checksum-Algorithm").split(","))
                .containsExactlyInAnyOrder("sha1", "sha256", "crc32c");
        assertThat(response.header("Upload-Limit")).isEqualTo("min-size=0, max-size=" + (1L << 40));
    }

    @Test
    void otherVersion_isRefusedWithTheSupportedOne() throws Exception {
        Reply response = request("POST /uploads HTTP/1.1\nTus-Resumable: 0.2.2\nUpload-Length: 5");
        assertThat(response.status()).isEqualTo(412);
        assertThat(response.header("Tus-Version")).isEqualTo("1.0.0");
    }

    @Test
    void upload_inTwoRequests_isPublishedWithTheSecond() throws Exception {
        byte[] bytes = TestData.bytes(1000);
        String path = create("Upload-Length: 1000\n" + NAME);
        Reply first = patch(path, 0, Arrays.copyOf(bytes, 400));
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("400");
        assertThat(first.header("Upload-Expires")).endsWith(" GMT");
        assertThat(exists("a.bin")).isFalse();
        assertThat(patch(path, 400, Arrays.copyOfRange(bytes, 400, 1000)).header("Upload-Offset"))
                .isEqualTo("1000");
        assertThat(stored("a.bin")).isEqualTo(bytes);
        assertThat(head(path).header("Upload-Offset")).isEqualTo("1000");
    }

    @Test
    void head_publishesAnUploadThatWasInterruptedBeforePublishing() throws Exception {
        byte[] bytes = TestData.bytes(1000);
        String path = create("Upload-Length: 1000\n" + NAME);
        faults.beforeCommit(() -> Future.failedFuture(new StoreException(ErrorCode.UNAVAILABLE, "not now")));
        assertThat(patch(path, 0, bytes).status()).isEqualTo(503);
        assertThat(head(path).status()).isEqualTo(503);
        assertThat(exists("a.bin")).isFalse();
        faults.beforeCommit(Future::succeededFuture);
        assertThat(head(path).header("Upload-Offset")).isEqualTo("1000");
        assertThat(stored("a.bin")).isEqualTo(bytes);
    }

    @Test
    void head_repeatsMetadata() throws Exception {
        String path = create("Upload-Length: 1000\n" + NAME);
        Reply response = head(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Upload-Offset")).isEqualTo("0");
        assertThat(response.header("Upload-Length")).isEqualTo("1000");
        assertThat(response.header("Upload-Defer-Length")).isNull();
        assertThat(response.header("Upload-Metadata")).isEqualTo(NAME.substring("Upload-Metadata: ".length()));
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    @Test
    void deferredLength_comesWithALaterRequest() throws Exception {
        String path = create("Upload-Defer-Length: 1\n" + NAME);
        assertThat(head(path).header("Upload-Defer-Length")).isEqualTo("1");
        patch(path, 0, TestData.bytes(10));
        Reply last = request(
                "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 10\nUpload-Length: 20\n" + TYPE,
                TestData.bytes(10));
        assertThat(last.status()).isEqualTo(204);
        assertThat(stored("a.bin")).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y | 400",
                "Upload-Length: 5\\nUpload-Defer-Length: 1 | 400",
                "Upload-Defer-Length: 2 | 400",
                "Upload-Length: -1 | 400",
                "Upload-Length: x | 400",
                "Upload-Length: 1099511627777 | 413",
                "Upload-Length: 5\\nUpload-Metadata: filename !! | 400",
                "Upload-Length: 5\\nUpload-Metadata: filename Li4vYQ== | 422",
                "Upload-Length: 5\\nUpload-Checksum: md5 AAAA | 400",
                "Upload-Length: 5\\nUpload-Concat: final;/uploads/00000000000000000000000000000000 | 400",
                "Upload-Concat: final;/uploads/00000000000000000000000000000000 | 404"
            })
    void invalidCreation_isRefused(String headers, int status) throws Exception {
        Reply response =
                request("POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\n" + headers.replace("\\n", "\n"), NOTHING);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void emptyFile_isCompleteAtOnce() throws Exception {
        create("Upload-Length: 0\n" + NAME);
        assertThat(stored("a.bin")).isEmpty();
    }

    @Test
    void creationWithUpload_takesTheBytes() throws Exception {
        Reply response = request(
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 100\n" + NAME + "\n" + TYPE,
                TestData.bytes(100));
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Upload-Offset")).isEqualTo("100");
        assertThat(response.header("Location")).startsWith("/uploads/");
        assertThat(stored("a.bin")).isEqualTo(TestData.bytes(100));
    }

    @Test
    void withoutAName_theTemplateGivesOne() throws Exception {
        String path = create("Upload-Length: 5");
        assertThat(request("GET " + path + " HTTP/1.1").json().getString("name"))
                .startsWith("incoming/");
    }

    @Test
    void wrongOffset_isAConflict_andReportsTheRightOne() throws Exception {
        String path = create("Upload-Length: 100\n" + NAME);
        Reply response = patch(path, 10, TestData.bytes(10));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void wrongType_isUnsupported() throws Exception {
        String path = create("Upload-Length: 100\n" + NAME);
        Reply response = request(
                "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: text/plain",
                TestData.bytes(5));
        assertThat(response.status()).isEqualTo(415);
    }

    @Test
    void moreThanTheLength_isTooLarge_andTheUploadRemains() throws Exception {
        String path = create("Upload-Length: 100\n" + NAME);
        assertThat(patch(path, 0, TestData.bytes(101)).status()).isEqualTo(413);
        assertThat(patch(path, 0, TestData.bytes(100)).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "crc32c yZRlqg==",
                "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="
            })
    void checksum_isChecked(String checksum) throws Exception {
        String path = create("Upload-Length: 11\n" + NAME);
        String patch =
                "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 0\n" + TYPE + "\nUpload-Checksum: ";
        Reply wrong = request(patch + checksum, "hello World".getBytes(US_ASCII));
        assertThat(wrong.status()).isEqualTo(460);
        assertThat(request(patch + "md5 AAAA", "hello world".getBytes(US_ASCII)).status())
                .isEqualTo(400);
        assertThat(head(path).header("Upload-Offset")).isEqualTo("0");
        assertThat(request(patch + checksum, "hello world".getBytes(US_ASCII)).status())
                .isEqualTo(204);
        assertThat(stored("a.bin")).asString(US_ASCII).isEqualTo("hello world");
    }

    @Test
    void parts_areConcatenated() throws Exception {
        String a = create("Upload-Length: 10\nUpload-Concat: partial");
        String b = create("Upload-Length: 20\nUpload-Concat: partial");
        patch(b, 0, TestData.bytes(20));
        patch(a, 0, TestData.bytes(10));
        String concat = "final;" + a + " http://localhost" + b;
        String whole = create("Upload-Concat: " + concat + "\n" + NAME);
        assertThat(stored("a.bin"))
                .startsWith(TestData.bytes(10))
                .endsWith(TestData.bytes(20))
                .hasSize(30);
        assertThat(head(whole).header("Upload-Concat")).isEqualTo(concat);
        assertThat(head(whole).header("Upload-Length")).isEqualTo("30");
        assertThat(head(a).header("Upload-Concat")).isEqualTo("partial");
        assertThat(patch(whole, 30, TestData.bytes(1)).status()).isEqualTo(403);
    }

    @Test
    void termination_removesTheUpload() throws Exception {
        String path = create("Upload-Length: 10\n" + NAME);
        assertThat(request("DELETE " + path + " HTTP/1.1\nTus-Resumable: 1.0.0").status())
                .isEqualTo(204);
        assertThat(head(path).status()).isEqualTo(404);
        assertThat(patch(path, 0, TestData.bytes(10)).status()).isEqualTo(404);
    }

    @Test
    void terminationOfAFinishedUpload_leavesTheFile() throws Exception {
        String path = create("Upload-Length: 10\n" + NAME);
        patch(path, 0, TestData.bytes(10));
        assertThat(request("DELETE " + path + " HTTP/1.1\nTus-Resumable: 1.0.0").status())
                .isEqualTo(204);
        assertThat(stored("a.bin")).hasSize(10);
    }

    @Test
    void methodOverride_isHonoured() throws Exception {
        String path = create("Upload-Length: 10\n" + NAME);
        Reply response = request(
                "POST " + path + " HTTP/1.1\nX-HTTP-Method-Override: PATCH\nTus-Resumable: 1.0.0\nUpload-Offset: 0\n"
                        + TYPE,
                TestData.bytes(10));
        assertThat(response.status()).isEqualTo(204);
        assertThat(stored("a.bin")).hasSize(10);
    }

    @Test
    void interruptedRequest_storesTheReceivedBytes() throws Exception {
        String path = create("Upload-Length: 1000\n" + NAME);
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 0) + "\nContent-Length: 1000");
            connection.send(TestData.bytes(400));
            eventually(() -> "", () -> !Transfers.of(vertx).running().isEmpty());
        }
        eventually(() -> "", () -> Transfers.of(vertx).running().isEmpty());
        assertThat(head(path).header("Upload-Offset")).isEqualTo("400");
    }

    @Test
    void secondRequest_takesOverTheUpload() throws Exception {
        byte[] bytes = TestData.bytes(1000);
        String path = create("Upload-Length: 1000\n" + NAME);
        try (RawHttp stalled = connect()) {
            stalled.sendHead(patchHead(path, 0) + "\nContent-Length: 1000");
            stalled.send(Arrays.copyOf(bytes, 400));
            eventually(() -> "nothing stored", () -> Transfers.of(vertx).running().stream()
                    .anyMatch(transfer -> transfer.byteCount() == 400));
            int offset = Integer.parseInt(head(path).header("Upload-Offset"));
            assertThat(stalled.read().status()).isEqualTo(409);
            Reply rest = patch(path, offset, Arrays.copyOfRange(bytes, offset, 1000));
            assertThat(rest.status()).isEqualTo(204);
        }
        assertThat(stored("a.bin")).isEqualTo(bytes);
    }

    @Test
    void progress_isJson() throws Exception {
        String path = create("Upload-Length: 10\n" + NAME);
        patch(path, 0, TestData.bytes(4));
        Reply running = request("GET " + path + " HTTP/1.1");
        assertThat(running.header("Content-Type")).isEqualTo("application/json");
        assertThat(running.json().getString("state")).isEqualTo("running");
        assertThat(running.json().getLong("offset")).isEqualTo(4);
        assertThat(running.json().getLong("size")).isEqualTo(10);
        assertThat(running.json().getString("name")).isEqualTo("a.bin");
        patch(path, 4, TestData.bytes(6));
        Reply complete = request("GET " + path + " HTTP/1.1");
        assertThat(complete.json().getString("state")).isEqualTo("complete");
        assertThat(complete.json().getJsonObject("file").getString("url")).isEqualTo("/files/a.bin");
    }

    @Test
    void unknownUpload_isNotFound() throws Exception {
        assertThat(head("/uploads/" + UploadId.random()).status()).isEqualTo(404);
        assertThat(head("/uploads/x").status()).isEqualTo(404);
        assertThat(request("GET /uploads/" + UploadId.random() + " HTTP/1.1")
                        .json()
                        .getInteger("status"))
                .isEqualTo(404);
    }

    private String create(String headers) throws IOException {
        Reply response = request("POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\n" + headers, NOTHING);
        assertThat(response.status()).as(response.text()).isEqualTo(201);
        assertThat(response.header("Tus-Resumable")).isEqualTo("1.0.0");
        return response.header("Location");
    }

    private Reply patch(String path, long offset, byte[] bytes) throws IOException {
        return request(patchHead(path, offset), bytes);
    }

    private static String patchHead(String path, long offset) {
        return "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: " + offset + "\n" + TYPE;
    }

    private Reply head(String path) throws IOException {
        return requestHead("HEAD " + path + " HTTP/1.1\nTus-Resumable: 1.0.0");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }
}
