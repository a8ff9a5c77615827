package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Verifies that a precompressed file is complete and has the content of the plain one, once for each pair of versions. A gzip
 * or Brotli file is decoded and compared; the frames of a Zstandard file must be complete and have the sizes and checksums of
 * the plain file.
 */
final class SiblingCheck implements Shareable {
    private static final int CAPACITY = 1000;
    private static final int THREADS = 2;
    /** A file that is still being written to is not verified again with every request. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private record Pair(FileName plain, String plainTag, FileName sibling, String siblingTag) {}

    private final WorkerExecutor workers;
    private final Map<Pair, Future<Boolean>> checks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Future<Boolean>> eldest) {
            return size() > CAPACITY;
        }
    };

    private SiblingCheck(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("chunkgate-siblings", THREADS, Integer.MAX_VALUE, TimeUnit.SECONDS);
    }

    static SiblingCheck of(Vertx vertx) {
        LocalMap<String, SiblingCheck> shared = vertx.sharedData().getLocalMap("chunkgate.siblings");
        return shared.computeIfAbsent("check", key -> new SiblingCheck(vertx));
    }

    /** Whether the sibling may be sent for the plain file. Fails when one of them cannot be read. */
    Future<Boolean> verify(Context context, FileStore store, FileInfo plain, FileInfo sibling, ContentCoding coding) {
        boolean isOlder = sibling.modified().isBefore(plain.modified());
        boolean isQuiet = sibling.modified().isBefore(Instant.now().minus(QUIET));
        if (isOlder || !isQuiet) {
            return Future.succeededFuture(false);
        }
        Pair pair = new Pair(plain.name(), plain.etag(), sibling.name(), sibling.etag());
        Future<Boolean> check = cached(pair, () -> start(context, store, pair, coding));
        return VertxInternals.onContext(context, check);
    }

    private synchronized Future<Boolean> cached(Pair pair, Supplier<Future<Boolean>> start) {
        Future<Boolean> known = checks.get(pair);
        if (known != null) {
            return known;
        }
        Future<Boolean> started = start.get();
        checks.put(pair, started);
        started.onFailure(cause -> remove(pair));
        return started;
    }

    private synchronized void remove(Pair pair) {
        checks.remove(pair);
    }

    private Future<Boolean> start(Context context, FileStore store, Pair pair, ContentCoding coding) {
        return store.open(pair.plain()).compose(plain -> store.open(pair.sibling())
                .compose(sibling ->
                        compare(context, pair, plain, sibling, coding).eventually(sibling::close))
                .eventually(plain::close));
    }

    private Future<Boolean> compare(
            Context context, Pair pair, StoredFile plain, StoredFile sibling, ContentCoding coding) {
        if (!plain.info().etag().equals(pair.plainTag())
                || !sibling.info().etag().equals(pair.siblingTag())) {
            return Future.failedFuture(new IOException("another version by now"));
        }
        return workers.executeBlocking(
                        () -> {
                            FileInput coded = new FileInput(context, sibling);
                            FileInput content = new FileInput(context, plain);
                            return switch (coding) {
                                case GZIP -> GzipContent.isCodingOf(coded, content);
                                case BROTLI -> BrotliContent.isCodingOf(coded, content);
                                case ZSTD -> ZstdFrames.areCodingOf(coded, content);
                                case IDENTITY -> false;
                            };
                        },
                        false)
                .compose(equal -> plain.verify().compose(v -> sibling.verify()).map(equal));
    }
}
