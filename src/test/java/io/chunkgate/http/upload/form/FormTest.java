package io.chunkgate.http.upload.form;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2Stream;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that browsers, curl and scripts send to a folder. */
class FormTest extends UploadTestBase {
    private static final String TYPE = "Content-Type: multipart/form-data; boundary=b\n";
    private static final String POST = "POST /files/dir/ HTTP/1.1\n" + TYPE;
    private static final String PART = "--b\r\nContent-Disposition: form-data; name=f";

    private final ByteArrayOutputStream form = new ByteArrayOutputStream();

    @Override
    protected JsonObject configure(JsonObject config) {
        config.getJsonObject("http").put("cors", "https://allowed.example");
        return config.put("limits", new JsonObject().put("maxFileSize", 5_000_000));
    }

    @Test
    void files_areStoredInTheFolder_andJsonDescribesThem() throws Exception {
        byte[] bytes = TestData.bytes(3_000_000);
        form.write((PART + "\r\n\r\nan ordinary field\r\n").getBytes(UTF_8));
        file("a b.bin", bytes);
        file("sub/ü.txt", "text".getBytes(UTF_8));
        file("empty", NOTHING);
        file("", NOTHING); // A file input without a file.
        Reply reply = send(POST);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(stored("dir/a b.bin")).isEqualTo(bytes);
        assertThat(stored("dir/sub/ü.txt")).asString().isEqualTo("text");
        assertThat(stored("dir/empty")).isEmpty();
        JsonArray files = reply.json().getJsonArray("files");
        assertThat(files).hasSize(3);
        assertThat(files.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("name", "dir/a b.bin")
                        .put("url", "/files/dir/a%20b.bin")
                        .put("size", bytes.length)
                        .put("etag", '"' + TestData.sha256(bytes) + '"')
                        .put("sha256", TestData.sha256(bytes)));
    }

    @ParameterizedTest
    @CsvSource({
        "'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',303",
        "text/html,303",
        "*/*,201",
        "application/json,201",
        "'application/json, text/html;q=0.5',201",
        "text/plain,201"
    })
    void browser_isSentToTheListing(String accept, int status) throws Exception {
        file("a", "content".getBytes(UTF_8));
        Reply reply = send(POST + "Accept: " + accept + "\n");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(stored("dir/a")).asString().isEqualTo("content");
        assertThat(reply.header("Location")).isEqualTo(status == 303 ? "./" : null);
    }

    @Test
    void rootFolder_takesForms() throws Exception {
        file("a", "content".getBytes(UTF_8));
        assertThat(send("POST /files/ HTTP/1.1\n" + TYPE).status()).isEqualTo(201);
        assertThat(stored("a")).asString().isEqualTo("content");
    }

    @Test
    void form_mayArriveInSmallChunks() throws Exception {
        byte[] bytes = TestData.bytes(20_000);
        file("a", bytes);
        file("c", bytes);
        byte[] body = close();
        try (RawHttp connection = connect()) {
            connection.sendHead(POST + "Transfer-Encoding: chunked");
            for (int at = 0; at < body.length; at += 97) {
                int length = Math.min(body.length - at, 97);
                connection.send((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
                connection.send(Arrays.copyOfRange(body, at, at + length));
                connection.send("\r\n".getBytes(UTF_8));
            }
            connection.send("0\r\n\r\n".getBytes(UTF_8));
            assertThat(connection.read().status()).isEqualTo(201);
        }
        assertThat(stored("dir/a")).isEqualTo(bytes);
        assertThat(stored("dir/c")).isEqualTo(bytes);
    }

    @Test
    void form_worksOverHttp2() throws Exception {
        byte[] bytes = TestData.bytes(20_000);
        file("a", bytes);
        file("c", bytes);
        byte[] body = close();
        try (RawHttp2 connection = new RawHttp2(port)) {
            RawHttp2Stream stream = connection.open(
                    "POST", "/files/dir/", Map.of("content-type", "multipart/form-data; boundary=\"b\""));
            for (int at = 0; at < body.length; at += 1013) {
                int end = Math.min(body.length, at + 1013);
                stream.send(Arrays.copyOfRange(body, at, end), end == body.length);
            }
            assertThat(stream.response().status()).isEqualTo(201);
        }
        assertThat(stored("dir/a")).isEqualTo(bytes);
        assertThat(stored("dir/c")).isEqualTo(bytes);
    }

    @Test
    void slowDisk_holdsTheFormBack_andNothingIsLost() throws Exception {
        faults.beforeWrite(offset -> vertx.timer(1).mapEmpty());
        byte[] bytes = TestData.bytes(4_000_000);
        for (int i = 0; i < 5; i++) {
            file("file " + i, bytes);
        }
        assertThat(send(POST).status()).isEqualTo(201);
        for (int i = 0; i < 5; i++) {
            assertThat(stored("dir/file " + i)).isEqualTo(bytes);
        }
        assertThat(Transfers.of(vertx).running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "x/../a", "C:\\a", "a%0Ab", "x//a", ".."})
    void badName_isRefused(String name) throws Exception {
        file(name, "content".getBytes(UTF_8));
        assertThat(send(POST).status()).isEqualTo(422);
        assertNothingIsStored();
    }

    @Test
    void nameInTheGatewaysFolder_isRefused() throws Exception {
        file(".chunkgate/a", "content".getBytes(UTF_8));
        assertThat(send("POST /files/ HTTP/1.1\n" + TYPE).status()).isEqualTo(422);
        assertNothingIsStored();
    }

    @Test
    void nameTwice_isRefused_andTheFirstFileStaysAndIsNamed() throws Exception {
        file("a", "first".getBytes(UTF_8));
        file("a", "second".getBytes(UTF_8));
        Reply reply = send(POST);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json().getJsonArray("stored")).isEqualTo(new JsonArray().add("dir/a"));
        assertThat(stored("dir/a")).asString().isEqualTo("first");
    }

    @Test
    void tooLargeFile_isRefused_andTheFilesBeforeItAreNamed() throws Exception {
        file("a", "first".getBytes(UTF_8));
        file("large", new byte[5_000_001]);
        Reply reply = send(POST);
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().getJsonArray("stored")).isEqualTo(new JsonArray().add("dir/a"));
        assertThat(exists("dir/large")).isFalse();
    }

    @Test
    void fullDisk_isRefused() throws Exception {
        faults.beforeWrite(
                offset -> Future.failedFuture(new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "the disk is full")));
        file("a", TestData.bytes(3_000_000));
        assertThat(send(POST).status()).isEqualTo(507);
        assertNothingIsStored();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b\r\n",
                "--b--",
                "--c\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx\r\n--c--",
                PART + "; filename=a\r\n\r\ncontent",
                PART + "; filename=a\r\n\r\ncontent\r\n--b",
                PART + "\r\n\r\ncontent\r\n--b--",
                PART + "; filename=\"\"\r\n\r\ncontent\r\n--b--",
                PART + "; filename=\"\"\r\n\r\n\r\n--b--",
                "--b\r\nbad\r\n\r\ncontent\r\n--b--"
            })
    void malformedFormOrOneWithoutAFile_isRefused_andIsNoFaultOfTheGateway(String body) throws Exception {
        try (ErrorLog log = ErrorLog.open()) {
            assertThat(request(POST, body.getBytes(UTF_8)).status()).isEqualTo(400);
            assertNothingIsStored();
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void formThatEndsBetweenParts_isRefused_andTheFileBeforeIsNamed() throws Exception {
        Reply reply = request(POST, (PART + "; filename=a\r\n\r\ncontent\r\n--b\r\n").getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().getJsonArray("stored")).isEqualTo(new JsonArray().add("dir/a"));
        assertThat(stored("dir/a")).asString().isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""})
    void formWithoutABoundary_isRefused(String type) throws Exception {
        Reply reply = request("POST /files/dir/ HTTP/1.1\nContent-Type: " + type, "--b--".getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void lostConnection_leavesNothingOfTheFile() throws Exception {
        file("a", "first".getBytes(UTF_8));
        form.write(head("cut"));
        form.write(new byte[100_000]);
        try (RawHttp connection = connect()) {
            connection.sendHead(POST + "Content-Length: 1000000");
            connection.send(form.toByteArray());
            eventually(
                    () -> "the second file is written",
                    () -> exists("dir/a")
                            && Transfers.of(vertx).running().stream()
                                    .anyMatch(
                                            transfer -> transfer.name().value().equals("dir/cut")));
        }
        eventually(() -> "ended", () -> Transfers.of(vertx).running().isEmpty());
        assertThat(stored("dir/a")).asString().isEqualTo("first");
        assertThat(exists("dir/cut")).isFalse();
        try (Stream<Path> uploads = Files.list(folder().resolve(".chunkgate/uploads"))) {
            assertThat(uploads.filter(file -> file.toString().endsWith(".bytes")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Origin: http://evil.example',403",
        "'Origin: null',403",
        "'Origin: http://evil.example\nSec-Fetch-Site: cross-site',403",
        "'Origin: http://other.localhost\nSec-Fetch-Site: same-site',403",
        "'Origin: http://localhost:1234',403",
        "'Origin: http://localhost',201",
        "'Origin: https://localhost',201",
        "'Origin: https://allowed.example\nSec-Fetch-Site: cross-site',201",
        "'Origin: http://public.example\nSec-Fetch-Site: same-origin',201",
        "'X-Other: none',201"
    })
    void formOfAnotherSite_isRefused(String headers, int status) throws Exception {
        file("a", "content".getBytes(UTF_8));
        assertThat(send(POST + headers + "\n").status()).isEqualTo(status);
        assertThat(exists("dir/a")).isEqualTo(status == 201);
    }

    @Test
    void digestOfTheForm_isRefused() throws Exception {
        file("a", "content".getBytes(UTF_8));
        String digest = "Content-Digest: sha-256=:" + "A".repeat(43) + "=:\n";
        assertThat(send(POST + digest).status()).isEqualTo(400);
        assertNothingIsStored();
    }

    @Test
    void expect_gets100_andTheConnectionStaysUsable() throws Exception {
        file("a", "content".getBytes(UTF_8));
        byte[] body = close();
        try (RawHttp connection = connect()) {
            connection.sendHead(POST + "Expect: 100-continue\nContent-Length: " + body.length);
            assertThat(connection.read().status()).isEqualTo(100);
            connection.send(body);
            assertThat(connection.read().status()).isEqualTo(201);
            connection.sendHead("PUT /files/b HTTP/1.1\nContent-Length: 1");
            connection.send(new byte[1]);
            assertThat(connection.read().status()).isEqualTo(201);
            connection.sendHead(POST + "Content-Length: " + body.length);
            connection.send(body);
            assertThat(connection.read().status()).isEqualTo(201);
        }
        assertThat(stored("dir/a")).asString().isEqualTo("content");
    }

    private void assertNothingIsStored() throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            assertThat(all.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(folder().resolve(".chunkgate"))))
                    .isEmpty();
        }
        assertThat(Transfers.of(vertx).running()).isEmpty();
    }

    private Reply send(String head) throws IOException {
        return request(head, close());
    }

    private byte[] close() throws IOException {
        form.write("--b--\r\n".getBytes(UTF_8));
        return form.toByteArray();
    }

    private void file(String name, byte[] bytes) throws IOException {
        form.write(head(name));
        form.write(bytes);
        form.write("\r\n".getBytes(UTF_8));
    }

    private static byte[] head(String name) {
        return (PART + "; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(UTF_8);
    }
}
