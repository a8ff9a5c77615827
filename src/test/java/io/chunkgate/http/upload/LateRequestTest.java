package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
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
        AtomicBoolean waits = holdNextResume(served);
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

    private AtomicBoolean holdNextResume(Promise<Void> until) {
        AtomicBoolean waits = new AtomicBoolean();
        faults.beforeResume(() -> waits.getAndSet(true) ? Future.succeededFuture() : until.future());
        return waits;
    }

    private Reply head(String path, String headers) throws IOException {
        return requestHead("HEAD " + path + " HTTP/1.1" + (headers.equals(TUS) ? "\nTus-Resumable: 1.0.0" : ""));
    }
}
