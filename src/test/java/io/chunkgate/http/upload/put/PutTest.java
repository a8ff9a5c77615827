package io.chunkgate.http.upload.put;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PutTest extends UploadTestBase {
    private static final String OTHER_DIGEST = ReprDigest.format(TestData.sha256("other".getBytes(US_ASCII)));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 300_001, 5_000_000})
    void newFile_isCreated_withItsTagAndDigest(int size) throws Exception {
        byte[] bytes = TestData.bytes(size);
        Reply response = request("PUT /files/a/b.bin HTTP/1.1", bytes);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("ETag")).isEqualTo("\"" + TestData.sha256(bytes) + "\"");
        assertThat(response.header("Repr-Digest")).isEqualTo(ReprDigest.format(TestData.sha256(bytes)));
        assertThat(stored("a/b.bin")).isEqualTo(bytes);
    }

    @Test
    void existingFile_isReplaced() throws Exception {
        request("PUT /files/a.bin HTTP/1.1", TestData.bytes(10));
        Reply response = request("PUT /files/a.bin HTTP/1.1", TestData.bytes(20));
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("ETag")).isNotNull();
        assertThat(stored("a.bin")).isEqualTo(TestData.bytes(20));
    }

    @Test
    void chunkedBody_works() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nTransfer-Encoding: chunked");
            connection.send("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(201);
        }
        assertThat(stored("a.bin")).asString(US_ASCII).isEqualTo("hello world");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match: *   | 412",
                "If-Match: \"other\" | 412",
                "If-Match: *        | 204",
                "If-None-Match: \"other\" | 204",
                "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT | 412"
            })
    void preconditions_ofAnExistingFile(String header, int status) throws Exception {
        request("PUT /files/a.bin HTTP/1.1", TestData.bytes(10));
        assertThat(request("PUT /files/a.bin HTTP/1.1\n" + header, TestData.bytes(20))
                        .status())
                .isEqualTo(status);
        assertThat(stored("a.bin")).hasSize(status == 412 ? 10 : 20);
    }

    @ParameterizedTest
    @CsvSource({"If-None-Match: *, 201", "If-Match: *, 412", "If-Match: \"a\", 412"})
    void preconditions_ofAMissingFile(String header, int status) throws Exception {
        assertThat(request("PUT /files/a.bin HTTP/1.1\n" + header, TestData.bytes(20))
                        .status())
                .isEqualTo(status);
        assertThat(exists("a.bin")).isEqualTo(status == 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-None-Match: *", "If-Match: *", "If-Match: %s"})
    void preconditionThatFailsMeanwhile_failsAtCommit(String header) throws Exception {
        byte[] bytes = TestData.bytes(20);
        String tag = header.startsWith("If-None")
                ? ""
                : request("PUT /files/a.bin HTTP/1.1", TestData.bytes(5)).header("ETag");
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\n" + header.formatted(tag) + "\nContent-Length: 20");
            connection.send(Arrays.copyOf(bytes, 10));
            eventually(this::running, () -> !running().isEmpty());
            request(
                    (header.endsWith("Match: *") && !tag.isEmpty() ? "DELETE" : "PUT") + " /files/a.bin HTTP/1.1",
                    NOTHING);
            connection.send(Arrays.copyOfRange(bytes, 10, 20));
            assertThat(connection.read().status()).isEqualTo(412);
        }
        assertThat(exists("a.bin") ? stored("a.bin").length : 0).isZero();
    }

    @Test
    void expect_gets100_whenTheConditionsHold() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nIf-None-Match: *\nExpect: 100-continue\nContent-Length: 5");
            assertThat(connection.read().status()).isEqualTo(100);
            connection.send("hello".getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(201);
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nIf-None-Match: *\nExpect: 100-continue\nContent-Length: 5");
            assertThat(connection.read().status()).isEqualTo(412);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repr-Digest", "Content-Digest"})
    void wrongDigest_publishesNothing(String header) throws Exception {
        Reply response = request("PUT /files/a.bin HTTP/1.1\n" + header + ": " + OTHER_DIGEST, TestData.bytes(100));
        assertThat(response.status()).isEqualTo(400);
        assertThat(exists("a.bin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repr-Digest", "Content-Digest"})
    void rightDigest_publishes(String header) throws Exception {
        String digest = ReprDigest.format(TestData.sha256(TestData.bytes(100)));
        assertThat(request("PUT /files/a.bin HTTP/1.1\n" + header + ": " + digest, TestData.bytes(100))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "Repr-Digest: sha-256=:AAAA:",
        "Content-Digest: x y",
        "Content-Range: bytes 5-4/10",
        "Content-Range: bytes 0-9/10"
    })
    void invalidHeader_isABadRequest(String header) throws Exception {
        Reply response = request("PUT /files/a.bin HTTP/1.1\n" + header, TestData.bytes(5));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.json().getString("detail")).contains("expected");
    }

    @ParameterizedTest
    @CsvSource({
        "/files/a/../b, 422",
        "/files/.chunkgate/x, 422",
        "/files/a/, 422",
        "/files/%zz, 400",
        "/files/folder, 409",
        "/files/folder/file/below, 409"
    })
    void badName_isAProblemDocument(String path, int status) throws Exception {
        put("folder/file", 1);
        Reply response = request("PUT " + path + " HTTP/1.1", TestData.bytes(5));
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().getInteger("status")).isEqualTo(status);
    }

    @Test
    void tooLarge_isRefusedAtOnce_whileTheClientSends() throws Exception {
        faults.beforeCreate(() ->
                Future.failedFuture(StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "size", 50_000_001, "less")));
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nContent-Length: 50000001");
            connection.send(TestData.bytes(1_000_000));
            Reply response = connection.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void smallBodyOfARefusedRequest_leavesTheConnectionUsable() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nIf-Match: *\nContent-Length: 1000");
            connection.send(TestData.bytes(1000));
            assertThat(connection.read().status()).isEqualTo(412);
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nContent-Length: 1000");
            connection.send(TestData.bytes(1000));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    @Test
    void diskFull_is507_andTheClientSeesIt() throws Exception {
        faults.beforeWrite(offset -> offset == 0
                ? Future.succeededFuture()
                : Future.failedFuture(new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "the disk is full")));
        Reply response = request("PUT /files/a.bin HTTP/1.1", TestData.bytes(3_000_000));
        assertThat(response.status()).isEqualTo(507);
        assertThat(response.json().getString("code")).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void interruptedPut_publishesNothing_andIsResumedByName() throws Exception {
        byte[] bytes = TestData.bytes(1_000_000);
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nContent-Length: 1000000");
            connection.send(Arrays.copyOf(bytes, 600_000));
            eventually(this::running, () -> received() == 600_000 || received() >= 512 * 1024);
        }
        eventually(this::running, () -> running().isEmpty());
        assertThat(exists("a.bin")).isFalse();

        Reply wrong = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 1-999999/1000000",
                Arrays.copyOfRange(bytes, 1, 1_000_000));
        assertThat(wrong.status()).isEqualTo(409);
        int offset = Integer.parseInt(wrong.header("Upload-Offset"));
        assertThat(offset).isEqualTo(600_000);
        Reply response = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes " + offset + "-999999/1000000",
                Arrays.copyOfRange(bytes, offset, 1_000_000));
        assertThat(response.status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes);
    }

    @Test
    void parts_areAcceptedOneByOne_andTheLastPublishes() throws Exception {
        byte[] bytes = TestData.bytes(300);
        Reply first = request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", Arrays.copyOf(bytes, 100));
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Upload-Offset")).isEqualTo("100");
        Reply second = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-199/*", Arrays.copyOfRange(bytes, 100, 200));
        assertThat(second.status()).isEqualTo(202);
        assertThat(exists("a.bin")).isFalse();
        Reply last = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 200-299/300", Arrays.copyOfRange(bytes, 200, 300));
        assertThat(last.status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes);
    }

    @Test
    void partOfAnUploadThatEndsMeanwhile_mustBeginAtZero() throws Exception {
        byte[] bytes = TestData.bytes(300);
        request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", Arrays.copyOf(bytes, 100));
        faults.beforeResume(() -> store.upload(FileName.of("a.bin")).compose(found -> store.discard(found.id())));
        Reply late = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-299/300", Arrays.copyOfRange(bytes, 100, 300));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void part_resumesAnUploadById() throws Exception {
        byte[] bytes = TestData.bytes(300);
        request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", Arrays.copyOf(bytes, 100));
        String id = store.upload(FileName.of("a.bin"))
                .await(20, TimeUnit.SECONDS)
                .id()
                .value();
        String put = "PUT /uploads/" + id + " HTTP/1.1\n";
        assertThat(request(put, bytes).status()).isEqualTo(400);
        Reply wrong = request(put + "Content-Range: bytes 0-299/300", bytes);
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.header("Upload-Offset")).isEqualTo("100");
        Reply right = request(put + "Content-Range: bytes 100-299/300", Arrays.copyOfRange(bytes, 100, 300));
        assertThat(right.status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes);
        assertThat(request(put + "Content-Range: bytes 0-299/300", bytes).status())
                .isEqualTo(409);
    }

    @Test
    void partFromTheBeginning_startsOver() throws Exception {
        request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", TestData.bytes(100));
        Reply response = request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-199/200", TestData.bytes(200));
        assertThat(response.status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(TestData.bytes(200));
    }

    @Test
    void partWithoutAnUpload_getsOffsetZero() throws Exception {
        Reply response = request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 5-9/10", TestData.bytes(5));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void partWithAnotherTotal_isRefused_andTheUploadRemains() throws Exception {
        request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", TestData.bytes(100));
        assertThat(request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-199/200", TestData.bytes(100))
                        .status())
                .isEqualTo(400);
        assertThat(request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-199/300", TestData.bytes(100))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void partWithAWrongDigest_isDropped() throws Exception {
        request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-99/300", TestData.bytes(100));
        Reply wrong = request(
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-199/300\nContent-Digest: " + OTHER_DIGEST,
                TestData.bytes(100));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(request("PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 100-199/300", TestData.bytes(100))
                        .header("Upload-Offset"))
                .isEqualTo("200");
    }

    @Test
    void lengthTwice_isRefusedAndTheConnectionClosed() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nContent-Length: 5\nTransfer-Encoding: chunked");
            connection.send("5\r\nhello\r\n0\r\n\r\n".getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void delete_removesTheFile() throws Exception {
        put("folder/a.bin", 5);
        assertThat(request("DELETE /files/folder HTTP/1.1").status()).isEqualTo(409);
        assertThat(request("DELETE /files/folder/a.bin HTTP/1.1\nIf-Match: \"other\"")
                        .status())
                .isEqualTo(412);
        assertThat(request("DELETE /files/folder/a.bin HTTP/1.1").status()).isEqualTo(204);
        assertThat(exists("folder/a.bin")).isFalse();
        assertThat(request("DELETE /files/folder/a.bin HTTP/1.1").status()).isEqualTo(404);
    }

    private long received() {
        return running().isEmpty() ? 0 : Transfers.of(vertx).running().get(0).byteCount();
    }

    private java.util.List<io.chunkgate.transfer.Transfer> running() {
        return Transfers.of(vertx).running();
    }
}
