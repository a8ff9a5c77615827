package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Computes digests of files that were put there by hand, each version once however many ask for it, and remembers them with
 * the file. It has threads of its own, so that reading whole files does not hold up those who read parts.
 */
final class DigestJobs {
    /** More than a tick of the clock by which file systems date changes. */
    private static final Duration SETTLED = Duration.ofMillis(50);

    private static final int THREADS = 2;
    private static final int BLOCK_BYTES = 256 * 1024;

    private final WorkerExecutor workers;
    private final Map<FileVersion, Future<DigestAttribute.Known>> running = new ConcurrentHashMap<>();

    DigestJobs(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("chunkgate-digests", THREADS, Integer.MAX_VALUE, TimeUnit.SECONDS);
    }

    /**
     * The digest of a version, on the context. Fails with {@code DATA_LOSS} when the file changes meanwhile.
     *
     * @param path real, of the file that has the version
     */
    Future<DigestAttribute.Known> digest(Context context, FileName name, Path path, FileVersion version) {
        Promise<DigestAttribute.Known> asked = ((ContextInternal) context).promise();
        running.computeIfAbsent(version, key -> start(name, path, key)).onComplete(asked);
        return asked.future();
    }

    /** Interrupts what is under way. */
    Future<Void> close() {
        return workers.close();
    }

    private Future<DigestAttribute.Known> start(FileName name, Path path, FileVersion version) {
        return workers.executeBlocking(() -> compute(name, path, version), false)
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)))
                .onComplete(done -> running.remove(version));
    }

    private static DigestAttribute.Known compute(FileName name, Path path, FileVersion version)
            throws IOException, InterruptedException {
        settle(version);
        String sha256 = read(path);
        if (!version.isStillAt(path)) {
            throw new StoreException(ErrorCode.DATA_LOSS, "'" + name + "': the file was changed while it was digested");
        }
        DigestAttribute.Known known = new DigestAttribute.Known(sha256, DigestAttribute.Origin.COMPUTED);
        DigestAttribute.remember(path, version, known);
        return known;
    }

    /** A change in the same tick as the last one would leave no trace; so the reading starts in a later one. */
    private static void settle(FileVersion version) throws InterruptedException {
        Instant changed = Instant.EPOCH.plusNanos(version.changedNanos());
        Duration left = SETTLED.minus(Duration.between(changed, Instant.now()));
        if (left.compareTo(Duration.ZERO) > 0 && left.compareTo(SETTLED) <= 0) {
            Thread.sleep(left.toMillis() + 1);
        }
    }

    private static String read(Path path) throws IOException {
        MessageDigest digest = Sha256.begin();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (channel.read(block) >= 0) {
                digest.update(block.flip());
                block.clear();
            }
        }
        return Sha256.end(digest);
    }
}
