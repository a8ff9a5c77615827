package io.chunkgate.accesslog;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.AccessLogConfig;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Command;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log that cannot be written fast enough, or not at all for a while, reports its dropped lines. */
@ExtendWith(CheckedVertx.class)
class DroppedLinesTest {
    private static final int IDLE_MILLIS = 60_000;
    /** Writes only what fits on a full disk. */
    private static final Path FULL_DISK = Path.of("/dev/full");

    @TempDir
    Path logs;

    @Test
    void linesBeyondTheQueue_areCounted_andReported(Vertx vertx) throws Exception {
        Path pipe = logs.resolve("pipe");
        Command.of("mkfifo", pipe).run().succeeded();
        try (RandomAccessFile unread = new RandomAccessFile(pipe.toFile(), "rw")) {
            AccessLog log = AccessLog.open(vertx, new AccessLogConfig(pipe.toString(), IDLE_MILLIS));
            long refused = 0;
            while (AccessLog.droppedLines(vertx) < 10) {
                refuse(vertx);
                refused++;
            }
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(new FileInputStream(unread.getFD()), StandardCharsets.UTF_8))) {
                long written = 0;
                long missing = 0;
                while (written + missing < refused) {
                    eventually(() -> "no more lines", () -> isReady(reader));
                    JsonObject line = new JsonObject(reader.readLine());
                    boolean isOfDrops = line.getString("kind").equals("dropped");
                    missing += isOfDrops ? line.getLong("lines") : 0;
                    written += isOfDrops ? 0 : 1;
                }
                assertThat(missing).isEqualTo(AccessLog.droppedLines(vertx)).isEqualTo(10);
                assertThat(written + missing).isEqualTo(refused);
                log.close();
            }
        }
    }

    @Test
    void linesOnAFullDisk_areCounted_andReportedLater(Vertx vertx) throws Exception {
        Path file = Files.createSymbolicLink(logs.resolve("log"), FULL_DISK);
        AccessLog log = AccessLog.open(vertx, new AccessLogConfig(file.toString(), IDLE_MILLIS));
        for (int i = 0; i < 3; i++) {
            refuse(vertx);
        }
        eventually(() -> AccessLog.droppedLines(vertx), () -> AccessLog.droppedLines(vertx) == 3);
        Files.delete(file);
        eventually(() -> "no new file", () -> Files.exists(file) && !lines(file).isEmpty());
        refuse(vertx);
        log.close();

        assertThat(lines(file)).extracting(line -> line.getString("kind")).containsExactly("dropped", "rejected");
        assertThat(lines(file).get(0).getLong("lines")).isEqualTo(3);
        assertThat(AccessLog.droppedLines(vertx)).isEqualTo(3);
    }

    private static void refuse(Vertx vertx) {
        Rejections.of(vertx).connection("http", Rejections.Reason.TOO_MUCH, "127.0.0.1:1", "too many connections");
    }

    private static boolean isReady(BufferedReader reader) {
        try {
            return reader.ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonObject> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(JsonObject::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
