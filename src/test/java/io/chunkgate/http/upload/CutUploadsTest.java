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
