package io.chunkgate.crash;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.crash.Acknowledged.Unfinished;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of kill -9 while clients upload over HTTP and TCP. Afterwards acknowledged bytes are present, published files are
 * complete, and abandoned uploads expire. {@code -Dcrash.rounds=300} runs more rounds than the build.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 12);
    /** A new process responds slowly at first; some rounds end before its first response. */
    private static final int ROUNDS_PER_EARLY_ONE = 8;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(700);
    private static final String OWN_FOLDER = ".chunkgate";

    @TempDir
    private Path root;

    private final AtomicLong numbers = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void killedGateway_losesNoAcknowledgedByte_andPublishesNoPartialFile() throws Exception {
        Command serve = PackagedGateway.serveOnFixedPorts(root).withEnvironment("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        PackagedGateway gateway = PackagedGateway.start(serve, root);
        Counter counter = new Counter();
        for (int round = 1; round <= ROUNDS; round++) {
            Acknowledged acknowledged = uploadUntilKilled(gateway);
            PublishedFiles found = PublishedFiles.in(root);
            found.assertHas(acknowledged);
            gateway = gateway.startAgain();
            assertThat(PublishedFiles.in(root)).as("files after the restart").isEqualTo(found);
            int resumed = proceed(gateway, acknowledged);
            counter.count(found.count(), acknowledged, resumed);
            PublishedFiles.in(root).delete();
        }
        System.out.println("Rounds of kill -9: " + ROUNDS + ", " + counter);
        counter.requireSomeOfEach();
        gateway.kill();
        assertNothingIsLeft(serve);
    }

    private void assertNothingIsLeft(Command serve) throws IOException {
        try (PackagedGateway last = PackagedGateway.start(serve.with("--set", "uploads.expireAfterMs=1000"), root)) {
            Path uploads = last.root().resolve(OWN_FOLDER).resolve("uploads");
            eventually(() -> list(uploads), () -> list(uploads).isEmpty());
        }
        threads.shutdown();
    }

    private Acknowledged uploadUntilKilled(PackagedGateway gateway) throws Exception {
        Acknowledged acknowledged = new Acknowledged();
        Uploaders uploaders = uploaders(gateway, acknowledged);
        List<Future<Void>> running = new ArrayList<>();
        for (Uploaders.Step step : List.<Uploaders.Step>of(
                uploaders::tus, uploaders::tus, uploaders::put, uploaders::replace, uploaders::raw, uploaders::read)) {
            running.add(threads.submit(() -> Uploaders.untilCut(step)));
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(ROUNDS_PER_EARLY_ONE) > 0) {
            eventually(() -> gateway, acknowledged::isSomething);
        }
        LockSupport.parkNanos(random.nextLong(LONGEST_WAIT.toNanos()));
        gateway.kill();
        for (Future<Void> client : running) {
            client.get();
        }
        return acknowledged;
    }

    /** Resumes half of the uploads; the others are left to expire. Returns the number of completed uploads. */
    private int proceed(PackagedGateway gateway, Acknowledged acknowledged) throws IOException {
        int finished = 0;
        Uploaders uploaders = uploaders(gateway, acknowledged);
        for (Map.Entry<String, Unfinished> entry :
                Map.copyOf(acknowledged.unfinished).entrySet()) {
            Unfinished upload = entry.getValue();
            int offset = uploaders.offset(entry.getKey());
            assertThat(offset)
                    .as("offset after the kill")
                    .isBetween(upload.offset(), upload.content().size());
            if (offset == upload.content().size() || ThreadLocalRandom.current().nextBoolean()) {
                uploaders.finish(entry.getKey(), new Unfinished(upload.name(), upload.content(), offset));
                assertThat(Content.numberOf(root.resolve(upload.name())))
                        .isEqualTo(upload.content().number());
                finished++;
            }
        }
        return finished;
    }

    private Uploaders uploaders(PackagedGateway gateway, Acknowledged acknowledged) {
        return new Uploaders(gateway.port(Listener.HTTP), gateway.port(Listener.TCP), numbers, acknowledged);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Counts what happened in the rounds, to detect a test that tests nothing. */
    private static final class Counter {
        private int files;
        private int acknowledgedFiles;
        private int cutUploads;
        private int resumedUploads;

        void count(int found, Acknowledged acknowledged, int resumed) {
            files += found;
            acknowledgedFiles += acknowledged.files.size() + acknowledged.raw.size() - resumed;
            cutUploads += acknowledged.unfinished.size() + resumed;
            resumedUploads += resumed;
        }

        void requireSomeOfEach() {
            assertThat(acknowledgedFiles).as("acknowledged files").isPositive();
            assertThat(resumedUploads).as("resumed uploads").isPositive();
        }

        @Override
        public String toString() {
            return files + " complete files, " + acknowledgedFiles + " of them acknowledged; " + cutUploads
                    + " uploads cut, " + resumedUploads + " of them resumed";
        }
    }
}
