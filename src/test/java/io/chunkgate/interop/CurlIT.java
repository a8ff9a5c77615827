package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads over HTTP with curl. */
@Requires(Need.CURL)
class CurlIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int SIZE = 1_000_000;

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;
    private static Path source;

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    @BeforeAll
    static void start() {
        source = LargeFiles.random(root.resolve("data.bin"), SIZE);
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void interruptedDownloadOfTwoGibibytes_resumes(String version) {
        Path large = LargeFiles.sparse(root.resolve("large" + version), 2048 * MEBIBYTE);
        Command download = Command.of("curl", "-sS", version, "-C", "-", "-o", out(), gateway.url("large" + version));

        interrupt(download.with("--limit-rate", "500M"), 300 * MEBIBYTE);
        assertThat(out().toFile().length()).isLessThan(2048 * MEBIBYTE);
        download.run().succeeded();

        LargeFiles.assertSame(out(), large);
    }

    /** Kills a download after a number of bytes arrived. */
    private void interrupt(Command download, long byteCount) {
        File arrived = out().toFile();
        try (RunningCommand running = download.start()) {
            eventually(() -> running, () -> !running.isAlive() || arrived.length() >= byteCount);
            assertThat(running.isAlive()).as("%s", running).isTrue();
        }
    }

    @Test
    void resumingCompleteFile_changesNothing() {
        fetch("200");

        fetch("416", "-C", "-");

        LargeFiles.assertSame(out(), source);
    }

    @ParameterizedTest
    @CsvSource({
        "0-0, 0, 1",
        "1000-1999, 1000, 1000",
        "999990-, 999990, 10",
        "-10, 999990, 10",
        "999999-2000000, 999999, 1"
    })
    void range_returnsItsBytes(String range, long offset, int length) throws IOException {
        for (String version : new String[] {"--http1.1", "--http2-prior-knowledge"}) {
            fetch("206", version, "-r", range);

            assertThat(out()).hasSize(length);
            Command.of("cmp", "-n", length, "-i", "0:" + offset, out(), source)
                    .run()
                    .succeeded();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void wholeFile_arrivesOverBothVersions(String version) {
        fetch("200", version);

        LargeFiles.assertSame(out(), source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void head_hasHeadersOfGet(String version) {
        String head = curl(version, "-I", gateway.url("data.bin")).out().toLowerCase(Locale.ROOT);

        assertThat(head)
                .startsWith(version.equals("--http1.1") ? "http/1.1 200" : "http/2 200")
                .contains("content-length: " + SIZE + "\r\n", "accept-ranges: bytes\r\n", "last-modified: ")
                .containsPattern("etag: \"[^\"]+\"\r\n");
    }

    @Test
    void rangeBeyondEnd_returns416WithSize() {
        String head = curl("-D", "-", "-o", out(), "-r", SIZE + "-", gateway.url("data.bin"))
                .out();

        assertThat(head).startsWith("HTTP/1.1 416").containsIgnoringCase("content-range: bytes */" + SIZE + "\r\n");
    }

    @Test
    void unchangedFile_isNotSentAgain() throws IOException {
        Path copy = folder.resolve("copy");
        curl("-R", "--etag-save", folder.resolve("etag"), "-o", copy, gateway.url("data.bin"));

        fetch("304", "-z", copy);
        fetch("304", "--etag-compare", folder.resolve("etag"));

        assertThat(Files.exists(out()) ? Files.size(out()) : 0).isZero();
    }

    @Test
    void fileNewerThanCopy_isSentAgain() {
        fetch("200", "-z", "Mon, 01 Jan 2001 00:00:00 GMT");

        LargeFiles.assertSame(out(), source);
    }

    @Test
    void missingFile_returns404() {
        assertThat(curl("-o", out(), "-w", "%{http_code}", gateway.url("missing"))
                        .out())
                .isEqualTo("404");
    }

    /** Downloads the file to {@link #out} and checks the status. */
    private void fetch(String status, Object... options) {
        CommandResult result = Command.of("curl", "-sS", "-o", out(), "-w", "%{http_code}", gateway.url("data.bin"))
                .with(options)
                .run()
                .succeeded();
        assertThat(result.out()).isEqualTo(status);
    }

    private static CommandResult curl(Object... arguments) {
        return Command.of("curl", "-sS").with(arguments).run().succeeded();
    }
}
