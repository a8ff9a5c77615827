package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.text.ByteSize;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes lie below one prefix: published files, unfinished uploads and complete parts. The store is read from time to
 * time; in between, the changes by this gateway are added. A change while the store is read may be counted twice until it is
 * read again, but is never missed. Safe for any thread.
 */
final class PrefixUsage extends Usage {
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String prefix;
    private final Promise<Void> firstCount = Promise.promise();
    private boolean counting;
    private long beganNanos;
    private long countedNanos;

    /** What the store has: the bytes of the published files, and the uploads that count beside them. */
    record Stored(long fileBytes, List<UploadInfo> uploads) {}

    PrefixUsage(String prefix) {
        this.prefix = prefix;
    }

    /** Completes with the first count; the caller of {@link #beginCount} completes it. */
    Promise<Void> firstCount() {
        return firstCount;
    }

    /** Begins to read the store, followed by {@link #endCount}; false if that runs already, or was done recently. */
    synchronized boolean beginCount() {
        long now = System.nanoTime();
        boolean isRecent = firstCount.future().isComplete() && now - countedNanos < REFRESH_NANOS;
        if (counting || isRecent) {
            return false;
        }
        counting = true;
        beganNanos = now;
        beginChanges();
        return true;
    }

    /** @param result what was read; after a failure the last count stays */
    synchronized void endCount(AsyncResult<Stored> result) {
        counting = false;
        countedNanos = System.nanoTime();
        if (result.succeeded()) {
            setFileBytes(result.result().fileBytes());
            setKnown(result.result().uploads(), beganNanos);
        }
    }

    @Override
    StoreException refusal(long more, long used, long max) {
        return new StoreException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "quota of '/" + prefix + "': " + ByteSize.format(more) + " more than the " + ByteSize.format(used)
                        + " in use (expected: at most " + ByteSize.format(max) + " in total)");
    }
}
