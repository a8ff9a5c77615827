package io.chunkgate.crash;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.crash.Acknowledged.Unfinished;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of power loss while clients upload over HTTP and TCP. Afterwards every acknowledged file is there, no published file
 * is partial, and an upload that resumes publishes its content. {@code -Dpowerloss.rounds=50} runs more rounds than the build.
 */
class PowerLossIT {
    private static final int ROUNDS = Integer.getInteger("powerloss.rounds", 2);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(700);

    /** Runs the gateway with another boot id of the kernel, which {@code $1} has. */
    private static final String AFTER_BOOT =
            "mount --bind \"$1\" /proc/sys/kernel/random/boot_id && shift && exec \"$@\"";

    @TempDir
    private Path folder;

    private final AtomicLong numbers = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean powerIsLost;

    @Test
    @Requires(Need.EXT4)
    void ext4_losesNoAcknowledgedFile() throws Exception {
        losePowerRepeatedly("ext4");
    }

    @Test
    @Requires(Need.XFS)
    void xfs_losesNoAcknowledgedFile() throws Exception {
        losePowerRepeatedly("xfs");
    }

    private void losePowerRepeatedly(String type) throws Exception {
        Path root = folder.resolve("root");
        int files = 0;
        int acknowledgedFiles = 0;
        int resumedUploads = 0;
        try (ImageVolume volume = new ImageVolume(type, folder.resolve("image"), root)) {
            boot();
            PackagedGateway gateway = PackagedGateway.start(serve(root), root);
            for (int round = 1; round <= ROUNDS; round++) {
                Acknowledged acknowledged = uploadUntilPowerIsLost(gateway, volume);
                acknowledgedFiles += acknowledged.files.size() + acknowledged.raw.size();
                volume.mountAgain();
                boot();
                PublishedFiles found = PublishedFiles.in(root);
                found.assertHas(acknowledged);
                gateway = gateway.startAgain();
                assertThat(PublishedFiles.in(root)).as("files after the start").isEqualTo(found);
                files += found.count();
                resumedUploads += resume(uploaders(gateway, acknowledged), root, acknowledged);
                PublishedFiles.in(root).delete();
            }
            gateway.kill();
        }
        threads.shutdown();
        System.out.println("Rounds of power loss on " + type + ": " + ROUNDS + ", " + files + " complete files, "
                + acknowledgedFiles + " of them acknowledged; " + resumedUploads + " uploads resumed");
        assertThat(acknowledgedFiles).as("acknowledged files").isPositive();
    }

    private Command serve(Path root) {
        Command serve = PackagedGateway.serveOnFixedPorts(root);
        return Command.of("unshare", "--mount", "sh", "-c", AFTER_BOOT, "sh", folder.resolve("boot"))
                .with(serve.line().toArray())
                .in(folder)
                .withEnvironment("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    }

    private void boot() throws IOException {
        Files.writeString(folder.resolve("boot"), UUID.randomUUID() + "\n");
    }

    private Acknowledged uploadUntilPowerIsLost(PackagedGateway gateway, ImageVolume volume) throws Exception {
        powerIsLost = false;
        Acknowledged acknowledged = new Acknowledged();
        Uploaders uploaders = uploaders(gateway, acknowledged);
        List<Future<Void>> running = new ArrayList<>();
        for (Uploaders.Step step : List.<Uploaders.Step>of(
                uploaders::tus, uploaders::tus, uploaders::put, uploaders::replace, uploaders::raw, uploaders::read)) {
            running.add(threads.submit(() -> untilPowerIsLost(step)));
        }
        eventually(() -> gateway, acknowledged::isSomething);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_WAIT.toNanos()));
        powerIsLost = true;
        // Only what was acknowledged before: xfs reports success when a folder is synced after the shutdown.
        Acknowledged before = acknowledged.copy();
        volume.losePower();
        gateway.kill();
        for (Future<Void> client : running) {
            client.get();
        }
        return before;
    }

    /** Repeats an upload until it fails. The gateway refuses it before it is killed, since the disk does. */
    private Void untilPowerIsLost(Uploaders.Step step) throws IOException {
        try {
            while (true) {
                step.run();
            }
        } catch (IOException | AssertionError failed) {
            if (powerIsLost) {
                return null;
            }
            throw failed;
        }
    }

    /**
     * Resumes the uploads that are still known, wherever they resume, and returns how many: bytes that were stored, but not
     * made durable, may be lost, and so may a new upload.
     */
    private static int resume(Uploaders uploaders, Path root, Acknowledged acknowledged) throws IOException {
        int resumed = 0;
        for (Map.Entry<String, Unfinished> entry :
                Map.copyOf(acknowledged.unfinished).entrySet()) {
            Unfinished upload = entry.getValue();
            int offset = uploaders.offset(entry.getKey());
            if (offset >= 0) {
                uploaders.finish(entry.getKey(), new Unfinished(upload.name(), upload.content(), offset));
                assertThat(Content.numberOf(root.resolve(upload.name())))
                        .isEqualTo(upload.content().number());
                resumed++;
            }
        }
        return resumed;
    }

    private Uploaders uploaders(PackagedGateway gateway, Acknowledged acknowledged) {
        return new Uploaders(gateway.port(Listener.HTTP), gateway.port(Listener.TCP), numbers, acknowledged);
    }
}
