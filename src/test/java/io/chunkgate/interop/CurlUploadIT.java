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
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain uploads with curl. */
@Requires(Need.CURL)
class CurlUploadIT {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final Pattern OFFSET = Pattern.compile("(?i)upload-offset: (\\d+)");

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;

    @TempDir
    private Path folder;

    private Path file;
    private Path other;

    @BeforeAll
    static void start() {
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void files() {
        file = LargeFiles.random(folder.resolve("file"), 16 * MEBIBYTE + 1);
        other = LargeFiles.random(folder.resolve("other"), 16 * MEBIBYTE + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void upload_createsAndReplaces(String version) {
        String name = "replaced" + version;
        assertThat(put(name, file, version)).startsWith("201");
        LargeFiles.assertSame(root.resolve(name), file);
        assertThat(put(name, other, version)).startsWith("204");
        LargeFiles.assertSame(root.resolve(name), other);
        assertThat(Digest.known(gateway, name)).isEqualTo(Digest.of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void uploadFromPipe_isStored(String version) {
        String name = "piped" + version;
        for (String source : new String[] {"-", "."}) {
            Command.bash(
                            "cat \"$1\" | curl -sS --fail \"$2\" -T \"$3\" \"$4\"",
                            file,
                            version,
                            source,
                            gateway.url(name))
                    .run()
                    .succeeded();
            LargeFiles.assertSame(root.resolve(name), file);
        }
    }

    @Test
    void abortedUpload_publishesNothing_andResumesFromItsOffset() {
        try (RunningCommand client = Command.of("curl", "-sS", "--limit-rate", "4M", "-T", file, gateway.url("aborted"))
                .start()) {
            eventually(() -> client, () -> largestPart() > MEBIBYTE);
            client.kill();
        }
        assertThat(root.resolve("aborted")).doesNotExist();
        String refused = put("aborted", file, "-C", 1);
        assertThat(refused).startsWith("409");
        assertThat(put("aborted", file, "-C", offset(refused))).startsWith("201");
        LargeFiles.assertSame(root.resolve("aborted"), file);
    }

    @Test
    void resumeFromAutomaticOffset_startsOver() {
        assertThat(put("automatic", file, "-C", "-")).startsWith("201");
        assertThat(put("automatic", other, "-C", "-")).startsWith("204");
        LargeFiles.assertSame(root.resolve("automatic"), other);
    }

    @Test
    void createOnlyUpload_isRefusedIfFileExists() {
        assertThat(put("new", file, "-H", "If-None-Match: *")).startsWith("201");
        assertThat(put("new", other, "-H", "If-None-Match: *")).startsWith("412");
        LargeFiles.assertSame(root.resolve("new"), file);
    }

    @Test
    void conditionalUpload_isRefusedForAnotherVersion() {
        put("version", file);
        assertThat(put("version", other, "-H", "If-Match: \"unknown\"")).startsWith("412");
        LargeFiles.assertSame(root.resolve("version"), file);
        assertThat(put("version", other, "-H", "If-Match: \"" + Digest.of(file) + "\""))
                .startsWith("204");
        LargeFiles.assertSame(root.resolve("version"), other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repr-Digest", "Content-Digest"})
    void wrongDigest_publishesNothing(String field) {
        String name = "digest-" + field;
        assertThat(put(name, file, "-H", field + ": sha-256=:" + base64(other) + ":"))
                .startsWith("400");
        assertThat(root.resolve(name)).doesNotExist();
        assertThat(put(name, file, "-H", field + ": sha-256=:" + base64(file) + ":"))
                .startsWith("201");
        LargeFiles.assertSame(root.resolve(name), file);
    }

    @Test
    void concurrentUploads_publishOneWhole_andRunningDownloadKeepsItsVersion() {
        Path old = LargeFiles.random(folder.resolve("old"), 16 * MEBIBYTE + 3);
        Path received = folder.resolve("received");
        put("shared", old);
        try (RunningCommand download = slowly("-o", received, gateway.url("shared"));
                RunningCommand first = slowly("-T", file, gateway.url("shared"));
                RunningCommand second = slowly("-T", other, gateway.url("shared"))) {
            eventually(() -> download, () -> received.toFile().length() > 0);
            first.await().succeeded();
            second.await().succeeded();
            assertThat(Digest.of(root.resolve("shared"))).isIn(Digest.of(file), Digest.of(other));
            download.await().succeeded();
        }
        LargeFiles.assertSame(received, old);
    }

    private static RunningCommand slowly(Object... arguments) {
        return Command.of("curl", "-sS", "--fail", "--limit-rate", "12M")
                .with(arguments)
                .start();
    }

    /** The status, followed by the head of the response. */
    private static String put(String name, Path source, Object... options) {
        CommandResult result = Command.of("curl", "-sS", "-D", "-", "-o", "/dev/null", "-T", source)
                .with("-w", "%{stderr}%{http_code}")
                .with(options)
                .with(gateway.url(name))
                .run()
                .succeeded();
        return result.err() + "\n" + result.out();
    }

    private static long offset(String reply) {
        Matcher offset = OFFSET.matcher(reply);
        assertThat(offset.find()).as(reply).isTrue();
        return Long.parseLong(offset.group(1));
    }

    /** The size of the largest upload. */
    private static long largestPart() {
        File[] parts = root.resolve(".chunkgate/uploads").toFile().listFiles();
        long largest = 0;
        for (File part : parts == null ? new File[0] : parts) {
            largest = Math.max(largest, part.length());
        }
        return largest;
    }

    private static String base64(Path of) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Digest.of(of)));
    }
}
