package io.chunkgate.http.upload.draft;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest version of the draft, request by request. */
class DraftTest extends DraftTestBase {
    private static final String OTHER_DIGEST = ReprDigest.format(TestData.sha256("other".getBytes(US_ASCII)));

    @Test
    void wholeFile_getsTheResponseOfPut() throws Exception {
        Reply created = request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1", bytes(0, 1000));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Upload-Complete")).isEqualTo("?1");
        assertThat(created.header("Upload-Offset")).isEqualTo("1000");
        assertThat(created.header("ETag")).isEqualTo("\"" + TestData.sha256(bytes(0, 1000)) + "\"");
        assertThat(created.header("Repr-Digest")).isEqualTo(ReprDigest.format(TestData.sha256(bytes(0, 1000))));
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 1000));
        Reply replaced = request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1", bytes(0, 10));
        assertThat(replaced.status()).isEqualTo(204);
    }

    @Test
    void post_namesItsFileByContentDisposition_andGetsTheLocation() throws Exception {
        Reply response = request(
                "POST /uploads HTTP/1.1\nUpload-Complete: ?1\n"
                        + "Content-Disposition: inline; filename=\"no.bin\"; filename*=UTF-8''a%20%C3%A4.bin",
                bytes(0, 10));
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Location")).isEqualTo("/files/a%20%C3%A4.bin");
        assertThat(stored("a ä.bin")).isEqualTo(bytes(0, 10));
    }

    @Test
    void post_withoutAName_getsOneFromTheTemplate() throws Exception {
        Reply response = request("POST /uploads HTTP/1.1\nUpload-Complete: ?1", bytes(0, 10));
        assertThat(response.header("Location")).startsWith("/files/incoming/");
    }

    @Test
    void post_withABadName_isRefused() throws Exception {
        Reply response = request(
                "POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: inline; filename=\"../a\"",
                bytes(0, 10));
        assertThat(response.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST"})
    void parts_areTakenOneByOne_andTheLastPublishes(String method) throws Exception {
        Reply created = request(method + " /files/a.bin HTTP/1.1\nUpload-Complete: ?0", bytes(0, 100));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Upload-Complete")).isEqualTo("?0");
        assertThat(created.header("Upload-Offset")).isEqualTo("100");
        assertThat(created.header("Upload-Limit")).matches("min-size=0, max-size=1099511627776, max-age=\\d+");
        String path = created.header("Location");
        assertThat(path).startsWith("/uploads/");

        Reply middle = patch(path, 100, false, bytes(100, 300));
        assertThat(middle.status()).isEqualTo(204);
        assertThat(middle.header("Upload-Complete")).isEqualTo("?0");
        assertThat(middle.header("Upload-Offset")).isEqualTo("300");
        assertThat(exists("a.bin")).isFalse();

        Reply last = patch(path, 300, true, bytes(300, 1000));
        assertThat(last.status()).isEqualTo(201);
        assertThat(last.header("Upload-Complete")).isEqualTo("?1");
        assertThat(last.header("ETag")).isEqualTo("\"" + TestData.sha256(bytes(0, 1000)) + "\"");
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 1000));
    }

    @Test
    void emptyRequests_beginAndCompleteAnUpload() throws Exception {
        String path = create("", NOTHING);
        assertThat(head(path).header("Upload-Offset")).isEqualTo("0");
        patch(path, 0, false, bytes(0, 100));
        assertThat(exists("a.bin")).isFalse();
        assertThat(patch(path, 100, true, NOTHING).status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 100));
    }

    @Test
    void chunkedBodies_work() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0\nTransfer-Encoding: chunked");
            connection.send("5\r\nhello\r\n0\r\n\r\n".getBytes(US_ASCII));
            Reply created = connection.read();
            assertThat(head(created.header("Location")).header("Upload-Length")).isNull();
            connection.sendHead(patchHead(created.header("Location"), 5, true) + "\nTransfer-Encoding: chunked");
            connection.send("6\r\n world\r\n0\r\n\r\n".getBytes(US_ASCII));
            assertThat(connection.read().header("Upload-Offset")).isEqualTo("11");
        }
        assertThat(stored("a.bin")).asString(US_ASCII).isEqualTo("hello world");
    }

    @Test
    void reachingTheLength_doesNotCompleteTheUpload() throws Exception {
        String path = create("Upload-Length: 100", bytes(0, 100));
        assertThat(exists("a.bin")).isFalse();
        assertThat(head(path).header("Upload-Complete")).isEqualTo("?0");
    }

    @Test
    void head_reportsTheState_beforeAndAfterTheEnd() throws Exception {
        String path = create("Upload-Length: 100", bytes(0, 40));
        Reply running = head(path);
        assertThat(running.status()).isEqualTo(204);
        assertThat(running.header("Upload-Offset")).isEqualTo("40");
        assertThat(running.header("Upload-Complete")).isEqualTo("?0");
        assertThat(running.header("Upload-Length")).isEqualTo("100");
        assertThat(running.header("Upload-Limit")).contains("max-age=");
        assertThat(running.header("Cache-Control")).isEqualTo("no-store");
        patch(path, 40, true, bytes(40, 100));
        Reply complete = head(path);
        assertThat(complete.header("Upload-Offset")).isEqualTo("100");
        assertThat(complete.header("Upload-Complete")).isEqualTo("?1");
        assertThat(complete.header("Upload-Length")).isEqualTo("100");
    }

    @Test
    void length_isKnownFromTheLastRequest_evenIfInterrupted() throws Exception {
        String path = create("", bytes(0, 40));
        assertThat(head(path).header("Upload-Length")).isNull();
        cut(patchHead(path, 40, true) + "\nContent-Length: 60", bytes(40, 50));
        assertThat(head(path).header("Upload-Length")).isEqualTo("100");
        assertThat(head(path).header("Upload-Complete")).isEqualTo("?0");
    }

    @Test
    void interruptedRequest_storesTheReceivedBytes_andHeadReportsThem() throws Exception {
        String path = create("Upload-Length: 1000", bytes(0, 100));
        cut(patchHead(path, 100, true) + "\nContent-Length: 900", bytes(100, 400));
        Reply response = head(path);
        assertThat(response.header("Upload-Offset")).isEqualTo("400");
        assertThat(response.header("Upload-Complete")).isEqualTo("?0");
        assertThat(patch(path, 400, true, bytes(400, 1000)).status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 1000));
    }

    @Test
    void wrongOffset_isAConflict_withTheRightOne() throws Exception {
        String path = create("", bytes(0, 100));
        Reply response = patch(path, 50, true, bytes(50, 1000));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.header("Upload-Offset")).isEqualTo("100");
        assertThat(response.header("Upload-Complete")).isEqualTo("?0");
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.json().getString("type")).isEqualTo(PROBLEMS + "mismatching-upload-offset");
        assertThat(response.json().getLong("expected-offset")).isEqualTo(100);
        assertThat(response.json().getLong("provided-offset")).isEqualTo(50);
        assertThat(head(path).header("Upload-Offset")).isEqualTo("100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upload-Complete: ?1 | 400",
                "Upload-Offset: 100 | 400",
                "Upload-Offset: -1\\nUpload-Complete: ?1 | 400",
                "Upload-Offset: x\\nUpload-Complete: ?1 | 400",
                "Upload-Offset: 100\\nUpload-Complete: 1 | 400",
                "Upload-Offset: 100\\nUpload-Complete: ?1\\nRepr-Digest: sha-256=:AAAA: | 400"
            })
    void incompletePatchHead_isRefused_andTheUploadRemains(String headers, int status) throws Exception {
        String path = create("", bytes(0, 100));
        Reply response =
                request("PATCH " + path + " HTTP/1.1\n" + TYPE + "\n" + headers.replace("\\n", "\n"), bytes(100, 110));
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Upload-Complete")).isEqualTo("?0");
        assertThat(response.json().getString("detail")).contains("expected");
        assertThat(head(path).header("Upload-Offset")).isEqualTo("100");
    }

    @Test
    void patchOfAnotherType_isUnsupported() throws Exception {
        String path = create("", bytes(0, 100));
        Reply response = request(
                "PATCH " + path + " HTTP/1.1\nUpload-Offset: 100\nUpload-Complete: ?1\nContent-Type: text/plain",
                bytes(100, 110));
        assertThat(response.status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Length: 99\nUpload-Complete: ?1", "Upload-Length: 99\nUpload-Complete: ?0"})
    void creationWithContradictingLengths_createsNothing(String headers) throws Exception {
        Reply response = request("PUT /files/a.bin HTTP/1.1\n" + headers, bytes(0, 100));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().getString("type")).isEqualTo(PROBLEMS + "inconsistent-upload-length");
        assertThat(response.header("Location")).isNull();
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void creationAtAnOffset_isRefused() throws Exception {
        Reply response = request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nUpload-Offset: 5", bytes(0, 100));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().getString("detail")).startsWith("Upload-Offset: '5'");
        assertThat(exists("a.bin")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upload-Length: 150 | ?1 | X: the body ends at 160",
                "Upload-Length: 150 | ?0 | Upload-Length: 151",
                "Upload-Length: 150 | ?1 | Upload-Length: 150",
                "X: no length | ?0 | Upload-Length: 50"
            })
    void contradictingLengths_areRefused_andTheUploadRemains(String known, String complete, String announced)
            throws Exception {
        String path = create(known, bytes(0, 100));
        Reply response = request(patchHead(path, 100, complete.equals("?1")) + "\n" + announced, bytes(100, 160));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().getString("type")).isEqualTo(PROBLEMS + "inconsistent-upload-length");
        assertThat(head(path).header("Upload-Offset")).isEqualTo("100");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void appendPastTheLength_endsTheUpload(boolean chunked) throws Exception {
        String path = create("Upload-Length: 150", bytes(0, 100));
        try (RawHttp connection = connect()) {
            String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 51";
            connection.sendHead(patchHead(path, 100, false) + "\n" + length);
            connection.send((chunked ? "33\r\n" : "").getBytes(US_ASCII));
            connection.send(bytes(100, 151));
            connection.send((chunked ? "\r\n0\r\n\r\n" : "").getBytes(US_ASCII));
            Reply response = connection.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.json().getString("type")).isEqualTo(PROBLEMS + "inconsistent-upload-length");
        }
        assertThat(head(path).status()).isEqualTo(404);
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void completeUpload_refusesMoreBytes() throws Exception {
        String path = create("", bytes(0, 100));
        patch(path, 100, true, NOTHING);
        for (byte[] body : new byte[][] {bytes(100, 110), NOTHING}) {
            Reply response = patch(path, 100, true, body);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.json().getString("type")).isEqualTo(PROBLEMS + "completed-upload");
            assertThat(response.header("Upload-Offset")).isEqualTo("100");
        }
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 100));
    }

    @Test
    void delete_endsTheUpload_andItsWriter() throws Exception {
        String path = create("Upload-Length: 1000", bytes(0, 100));
        try (RawHttp writer = connect()) {
            writer.sendHead(patchHead(path, 100, true) + "\nContent-Length: 900");
            writer.send(bytes(100, 200));
            eventually(() -> "nothing stored", () -> Transfers.of(vertx).running().stream()
                    .anyMatch(transfer -> transfer.byteCount() == 100));
            assertThat(request("DELETE " + path + " HTTP/1.1").status()).isEqualTo(204);
            assertThat(writer.read().status()).isEqualTo(409);
        }
        assertThat(head(path).status()).isEqualTo(404);
        assertThat(patch(path, 200, true, bytes(200, 1000)).status()).isEqualTo(404);
        assertThat(request("DELETE " + path + " HTTP/1.1").status()).isEqualTo(404);
    }

    @Test
    void deleteOfACompleteUpload_leavesTheFile() throws Exception {
        String path = create("", bytes(0, 100));
        patch(path, 100, true, NOTHING);
        assertThat(request("DELETE " + path + " HTTP/1.1").status()).isEqualTo(204);
        assertThat(stored("a.bin")).hasSize(100);
        assertThat(head(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PATCH"})
    void secondRequest_takesOverTheUpload(String method) throws Exception {
        String path = create("Upload-Length: 1000", bytes(0, 100));
        try (RawHttp stalled = connect()) {
            stalled.sendHead(patchHead(path, 100, true) + "\nContent-Length: 900");
            stalled.send(bytes(100, 200));
            eventually(() -> "", () -> received() == 100);
            String offset = method.equals("HEAD")
                    ? head(path).header("Upload-Offset")
                    : patch(path, 200, false, NOTHING).header("Upload-Offset");
            assertThat(offset).isEqualTo("200");
            assertThat(stalled.read().status()).isEqualTo(409);
        }
        assertThat(patch(path, 200, true, bytes(200, 1000)).status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 1000));
    }

    @Test
    void preconditions_holdBeforeTheBody_andAtTheEnd() throws Exception {
        put("a.bin", 5);
        assertThat(request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0\nIf-None-Match: *", bytes(0, 10))
                        .status())
                .isEqualTo(412);
        String path = request("PUT /files/b.bin HTTP/1.1\nUpload-Complete: ?0\nIf-None-Match: *", bytes(0, 10))
                .header("Location");
        put("b.bin", 5);
        Reply response = patch(path, 10, true, bytes(10, 20));
        assertThat(response.status()).isEqualTo(412);
        assertThat(response.header("Upload-Complete")).isEqualTo("?1");
        assertThat(stored("b.bin")).hasSize(5);
    }

    @Test
    void wrongDigestOfTheFile_publishesNothing_andThereIsNothingToResume() throws Exception {
        String path = create("Repr-Digest: " + OTHER_DIGEST, bytes(0, 10));
        Reply response = patch(path, 10, true, bytes(10, 20));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Upload-Complete")).isEqualTo("?1");
        assertThat(exists("a.bin")).isFalse();
        assertThat(head(path).status()).isEqualTo(404);
    }

    @Test
    void rightDigestOfTheFile_publishes() throws Exception {
        String digest = ReprDigest.format(TestData.sha256(bytes(0, 20)));
        String path = create("Repr-Digest: " + digest, bytes(0, 10));
        assertThat(patch(path, 10, true, bytes(10, 20)).header("Repr-Digest")).isEqualTo(digest);
    }

    @Test
    void wrongDigestOfTheContent_dropsOnlyThatContent() throws Exception {
        String path = create("", bytes(0, 10));
        Reply wrong = request(patchHead(path, 10, true) + "\nContent-Digest: " + OTHER_DIGEST, bytes(10, 20));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.header("Upload-Offset")).isEqualTo("10");
        assertThat(wrong.header("Upload-Complete")).isEqualTo("?0");
        String digest = ReprDigest.format(TestData.sha256(bytes(10, 20)));
        assertThat(request(patchHead(path, 10, true) + "\nContent-Digest: " + digest, bytes(10, 20))
                        .status())
                .isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 20));
    }

    @Test
    void tooLarge_getsTheLimit() throws Exception {
        Reply response =
                request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0\nUpload-Length: 1099511627777", NOTHING);
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("Upload-Limit")).isEqualTo("min-size=0, max-size=1099511627776");
    }

    @Test
    void fullDisk_leavesTheUploadToBeResumed() throws Exception {
        String path = create("", bytes(0, 10));
        faults.beforeWrite(
                offset -> Future.failedFuture(new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "the disk is full")));
        Reply response = patch(path, 10, true, bytes(10, 20));
        assertThat(response.status()).isEqualTo(507);
        assertThat(response.header("Upload-Complete")).isEqualTo("?0");
        assertThat(response.header("Upload-Offset")).isEqualTo("10");
        faults.beforeWrite(offset -> Future.succeededFuture());
        assertThat(patch(path, 10, true, bytes(10, 20)).status()).isEqualTo(201);
    }

    @Test
    void unknownUpload_isNotFound() throws Exception {
        assertThat(head("/uploads/" + UploadId.random()).status()).isEqualTo(404);
        assertThat(patch("/uploads/" + UploadId.random(), 0, true, NOTHING).status())
                .isEqualTo(404);
    }

    @Test
    void postWithoutAProtocol_isABadRequest() throws Exception {
        assertThat(request("POST /uploads HTTP/1.1", bytes(0, 10)).status()).isEqualTo(400);
        assertThat(request("POST /files/a.bin HTTP/1.1", bytes(0, 10)).status()).isEqualTo(400);
    }

    @Test
    void options_reportThatUploadsCanBeResumed() throws Exception {
        for (String path : new String[] {"/uploads", "/files/a.bin"}) {
            Reply response = request("OPTIONS " + path + " HTTP/1.1");
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("Accept-Patch")).contains("application/partial-upload");
            assertThat(response.header("Upload-Limit")).startsWith("min-size=0");
        }
    }

    @Test
    void uploadOfTheDraft_isResumedByTus() throws Exception {
        String path = create("Upload-Length: 100", bytes(0, 40));
        Reply response = request(
                "PATCH " + path + " HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Offset: 40\n"
                        + "Content-Type: application/offset+octet-stream",
                bytes(40, 100));
        assertThat(response.status()).isEqualTo(204);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 100));
        assertThat(head(path).header("Upload-Complete")).isEqualTo("?1");
    }

    private void cut(String head, byte[] bytes) throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead(head);
            connection.send(bytes);
            eventually(() -> "", () -> received() == bytes.length);
        }
    }

    private long received() {
        return Transfers.of(vertx).running().stream()
                .mapToLong(transfer -> transfer.byteCount())
                .sum();
    }
}
