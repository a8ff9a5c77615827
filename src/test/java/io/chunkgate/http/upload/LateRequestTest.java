package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request whose client goes away before it is served leaves the offset that the client is told since. */
class LateRequestTest extends UploadTestBase {
    private static final byte[] BYTES = TestData.bytes(1000);
    private static final String TUS = "\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream";
    private static final String DRAFT = "\nUpload-Complete: ?1\nContent-Type: application/partial-upload";

    @ParameterizedTest
    @ValueSource(strings = {TUS, DRAFT})
    void cutRequest_thatIsServedLate_isDropped(String headers) throws Exception {
        String path = request("POST /uploads HTTP/1.1" + TUS + "\nUpload-Metadata: filename Zg==\nUpload-Length: 1000")
                .header("Location");
        String patch = "PATCH " + path + " HTTP/1.1" + headers + "\nUpload-Offset: 0";
        Promise<Void> served = Promise.promise();
        AtomicBoolean waits = new AtomicBoolean();
        faults.beforeResume(() -> holdFirst(waits, served));
        try (RawHttp cut = connect()) {
            cut.sendHead(patch + "\nContent-Length: 1000");
            cut.send(Arrays.copyOf(BYTES, 100));
            eventually(() -> "the request is not read", waits::get);
        }

        assertThat(head(path, headers).header("Upload-Offset")).isEqualTo("0");
        served.complete();
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());

        assertThat(request(patch, BYTES).status()).isLessThan(300);
        assertThat(stored("f")).isEqualTo(BYTES);
    }

    /** Nothing says that the client has cut the request: the end of the connection is behind bytes that do not fit into the socket. */
    @Test
    void partOfPut_thatIsServedLate_leavesThePutThatTheClientMakesInstead() throws Exception {
        String put = "PUT /files/f HTTP/1.1\nContent-Length: ";
        beginPut().close();
        Promise<Void> served = Promise.promise();
        AtomicBoolean waits = new AtomicBoolean();
        faults.beforeLookup(() -> holdFirst(waits, served));

        try (RawHttp late = connect();
                RawHttp again = connect()) {
            late.sendHead(put + 900 + "\nContent-Range: bytes 100-999/1000");
            eventually(() -> "the request is not read", waits::get);
            again.sendHead(put + 1000);
            again.send(Arrays.copyOf(BYTES, 500));
            eventually(this::uploaded, () -> uploaded() == 500);
            served.complete();
            assertThat(late.read().status()).isEqualTo(409);
            again.send(Arrays.copyOfRange(BYTES, 500, 1000));
            assertThat(again.read().status()).isEqualTo(201);
        }
        assertThat(stored("f")).isEqualTo(BYTES);
    }

    /** As after a connection that the gateway does not know to be lost. */
    @Test
    void partOfPut_onALaterConnection_takesThePutOver() throws Exception {
        try (RawHttp lost = beginPut()) {
            Reply rest = request(
                    "PUT /files/f HTTP/1.1\nContent-Range: bytes 100-999/1000", Arrays.copyOfRange(BYTES, 100, 1000));
            assertThat(rest.status()).isEqualTo(201);
            assertThat(lost.read().status()).isEqualTo(409);
        }
        assertThat(stored("f")).isEqualTo(BYTES);
    }

    /** Returns the connection of a PUT of which 100 bytes are stored. */
    private RawHttp beginPut() throws IOException {
        RawHttp put = connect();
        put.sendHead("PUT /files/f HTTP/1.1\nContent-Length: 1000");
        put.send(Arrays.copyOf(BYTES, 100));
        eventually(this::uploaded, () -> uploaded() == 100);
        return put;
    }

    /** Returns the offset of the upload of the file; -1 without one. */
    private long uploaded() {
        return store.upload(FileName.of("f"))
                .map(UploadInfo::offset)
                .otherwise(-1L)
                .await();
    }

    private static Future<Void> holdFirst(AtomicBoolean waits, Promise<Void> until) {
        return waits.getAndSet(true) ? Future.succeededFuture() : until.future();
    }

    private Reply head(String path, String headers) throws IOException {
        return requestHead("HEAD " + path + " HTTP/1.1" + (headers.equals(TUS) ? "\nTus-Resumable: 1.0.0" : ""));
    }
}
