package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads over HTTP with programs that resume, split, seek and mirror. */
class DownloadManagersIT {
    private static final long SIZE = 40_000_001;

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;
    private static Path source;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        source = LargeFiles.random(root.resolve("data.bin"), SIZE);
        LargeFiles.random(Files.createDirectory(root.resolve("folder")).resolve("ü b+c%d.bin"), 1000);
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Requires(Need.WGET)
    void wget_resumesAfterKill() {
        Path out = folder.resolve("data.bin");
        Command download =
                Command.of("wget", "-nv", "-c", gateway.url("data.bin")).in(folder);
        try (RunningCommand first = download.with("--limit-rate=20m").start()) {
            eventually(() -> first, () -> !first.isAlive() || out.toFile().length() > SIZE / 4);
            assertThat(first.isAlive()).as("%s", first).isTrue();
        }
        assertThat(out.toFile().length()).isLessThan(SIZE);

        download.run().succeeded();

        LargeFiles.assertSame(out, source);
    }

    @Test
    @Requires(Need.ARIA2)
    void aria2_downloadsFourRangesInParallel() {
        Command.of("aria2c", "-q", "-x4", "-s4", "-k1M", "-d", folder, gateway.url("data.bin"))
                .run()
                .succeeded();

        LargeFiles.assertSame(folder.resolve("data.bin"), source);
    }

    @Test
    @Requires(Need.FFMPEG)
    void ffprobe_seeksToTheIndexAtTheEndOfAVideo() {
        String[] film = {"-f", "lavfi", "-i", "testsrc=duration=20:size=640x360:rate=25", "-c:v", "mpeg4"};
        Command.of("ffmpeg", "-v", "error")
                .with((Object[]) film)
                .with(root.resolve("film.mp4"))
                .run()
                .succeeded();

        String duration = Command.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "format=duration",
                        "-of",
                        "csv=p=0",
                        gateway.url("film.mp4"))
                .run()
                .succeeded()
                .out();

        assertThat(duration.strip()).startsWith("20.0");
    }

    @Test
    @Requires(Need.RCLONE)
    void rclone_mirrorsTheFolder() throws IOException {
        String remote = ":http,url='" + gateway.url("") + "':";
        Command.of("rclone", "copy", remote, folder).run().succeeded();

        LargeFiles.assertSame(folder.resolve("data.bin"), source);
        assertThat(folder.resolve("folder/ü b+c%d.bin")).hasSameBinaryContentAs(root.resolve("folder/ü b+c%d.bin"));
    }
}
