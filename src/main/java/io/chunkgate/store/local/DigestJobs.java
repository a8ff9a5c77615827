package io.chunkgate.store.local;

import io.chunkgate.io.internal.DirectMemory;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Computes and stores the digests of files that were put there by hand, once for concurrent requests of one version. Has its
 * own threads, so that reading whole files does not delay other reads.
 */
final class DigestJobs {
    /** Longer than the resolution of the clock of file systems. */
    private static final Duration SETTLED = Duration.ofMillis(50);

    private static final int THREADS = 2;

    private final StoreRoot root;
    private final WorkerExecutor workers;
    private final Map<FileVersion, Future<DigestAttribute.Known>> running = new ConcurrentHashMap<>();

    DigestJobs(Vertx vertx, StoreRoot root) {
        this.root = root;
        workers = vertx.createSharedWorkerExecutor("chunkgate-digests", THREADS, Integer.MAX_VALUE, TimeUnit.SECONDS);
    }

    /**
     * The digest of a version. Fails with {@code DATA_LOSS} when the file changes during the computation.
     *
     * @param context on which the result arrives
     */
    Future<DigestAttribute.Known> digest(Context context, FileName name, FileVersion version) {
        Promise<DigestAttribute.Known> promise = Promise.promise();
        Future<DigestAttribute.Known> known = running.putIfAbsent(version, promise.future());
        if (known == null) {
            start(name, version).onComplete(done -> running.remove(version)).onComplete(promise);
        }
        return VertxInternals.onContext(context, known == null ? promise.future() : known);
    }

    /** Interrupts running computations. */
    Future<Void> close() {
        return workers.close();
    }

    private Future<DigestAttribute.Known> start(FileName name, FileVersion version) {
        return workers.executeBlocking(() -> compute(name, version), false)
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }

    private DigestAttribute.Known compute(FileName name, FileVersion version) throws IOException, InterruptedException {
        settle(version);
        try (OpenFolder folder = root.folderOf(name)) {
            return compute(name, folder.entry(name.lastSegment()), version);
        }
    }

    private static DigestAttribute.Known compute(FileName name, Path path, FileVersion version) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ContentSample sample = ContentSample.of(file, version.size());
            MessageDigest digest = Sha256.begin();
            boolean isWhole = update(digest, file, version.size());
            DigestAttribute.Known known =
                    new DigestAttribute.Known(Sha256.end(digest), DigestAttribute.Origin.COMPUTED);
            if (isWhole && version.isStillAt(path)) {
                DigestAttribute.write(path, version, known);
            } else if (!isWhole || !isPrefix(version, path, file, sample)) {
                throw new StoreException(ErrorCode.DATA_LOSS, "'" + name + "': changed while the digest was computed");
            }
            return known;
        }
    }

    private static boolean isPrefix(FileVersion version, Path path, FileChannel file, ContentSample sample)
            throws IOException {
        return version.hasGrownAt(path)
                && ContentSample.of(file, version.size()).equals(sample);
    }

    /** Waits one tick of the file system's clock: a later change in the same tick could not be detected. */
    private static void settle(FileVersion version) throws InterruptedException {
        Instant changed = Instant.EPOCH.plusNanos(version.changedNanos());
        Duration left = SETTLED.minus(Duration.between(changed, Instant.now()));
        if (left.compareTo(Duration.ZERO) > 0 && left.compareTo(SETTLED) <= 0) {
            Thread.sleep(left.toMillis() + 1);
        }
    }

    /** Returns false when the file ends before that size. */
    private static boolean update(MessageDigest digest, FileChannel file, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(DirectMemory.HEAP_STEP_BYTES);
        long left = size;
        while (left > 0) {
            int count = file.read(block.clear().limit((int) Math.min(left, DirectMemory.HEAP_STEP_BYTES)));
            if (count < 0) {
                return false;
            }
            digest.update(block.flip());
            left -= count;
        }
        return true;
    }
}
