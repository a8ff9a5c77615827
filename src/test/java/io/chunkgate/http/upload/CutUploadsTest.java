package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that repeats an upload that was cut, because it does not know how to resume it, does not fill the disk. */
class CutUploadsTest extends UploadTestBase {
    private static final String PUT = "PUT /files/a.bin HTTP/1.1\nContent-Length: 100000";

    @ParameterizedTest
    @ValueSource(strings = {PUT, PUT + "\nContent-Range: bytes 0-99999/100000"})
    void putThatIsRepeated_leavesOnePartial_andNoneWhenItSucceeds(String head) throws Exception {
        for (int i = 0; i < 5; i++) {
            cut(head);
            assertThat(partials()).hasSize(1);
        }
        assertThat(request(head.lines().findFirst().orElseThrow(), TestData.bytes(100_000))
                        .status())
                .isEqualTo(201);
        assertThat(partials()).isEmpty();
    }

    @Test
    void publicationOfTheNameByAnotherProtocol_endsThePartial() throws Exception {
        cut(PUT);
        String tus = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Metadata: filename YS5iaW4=\n"
                + "Upload-Length: 10\nContent-Type: application/offset+octet-stream";
        assertThat(request(tus, TestData.bytes(10)).status()).isEqualTo(201);
        assertThat(stored("a.bin")).hasSize(10);
        assertThat(partials()).isEmpty();
    }

    @Test
    void partialsOfOtherNames_stay() throws Exception {
        cut(PUT);
        cut(PUT.replace("a.bin", "b.bin"));
        assertThat(request("PUT /files/c.bin HTTP/1.1", TestData.bytes(10)).status())
                .isEqualTo(201);
        assertThat(partials()).hasSize(2);
    }

    /** The client did not get the URL of its upload: tus has it in the response, and the draft in a 104 or the response. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 100000\n"
                        + "Content-Type: application/offset+octet-stream\nContent-Length: 100000",
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Defer-Length: 1\n"
                        + "Content-Type: application/offset+octet-stream\nContent-Length: 100000",
                "PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nUpload-Draft-Interop-Version: 8\nVia: 1.1 proxy\nContent-Length: 100000",
                "POST /uploads HTTP/1.1\nUpload-Complete: ?0\nContent-Length: 100000"
            })
    void creationWhoseClientDoesNotKnowTheUrl_leavesNothing(String head) throws Exception {
        cut(head);
        assertThat(partials()).isEmpty();
    }

    @Test
    void creationWhoseClientGotTheUrl_stays() throws Exception {
        cut("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nUpload-Draft-Interop-Version: 8\nContent-Length: 100000");
        assertThat(partials()).hasSize(1);
    }

    @Test
    void bytesWithAWrongChecksum_leaveNoUploadWithoutAUrl() throws Exception {
        String head = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 100\n"
                + "Content-Type: application/offset+octet-stream\nUpload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        assertThat(request(head, TestData.bytes(50)).status()).isEqualTo(460);
        assertThat(partials()).isEmpty();
    }

    /** Sends a part of the body and closes the connection. */
    private void cut(String head) throws IOException {
        try (RawHttp connection = connect()) {
            connection.sendHead(head);
            connection.send(TestData.bytes(60_000));
            eventually(this::running, () -> running().stream().anyMatch(transfer -> transfer.byteCount() == 60_000));
        }
        eventually(this::running, () -> running().isEmpty());
    }

    private List<Transfer> running() {
        return Transfers.of(vertx).running();
    }

    /** The files with bytes of uploads. */
    private List<String> partials() throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve(".chunkgate/uploads"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.contains("."))
                    .toList();
        }
    }
}
