package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.text.ByteSize;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes the files and running uploads below one prefix have. The files are counted from time to time; in between,
 * the changes by this gateway are added. A change during a count may be counted twice until the next count, but is never
 * missed. Safe for any thread.
 */
final class Usage {
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String prefix;
    private final Map<UploadId, Held> uploads = new HashMap<>();
    private final Promise<Void> firstCount = Promise.promise();
    private long fileBytes;
    private boolean counting;
    private long countedNanos;
    private long changedWhileCounting;

    /** The bytes of an upload count until it is published, discarded, or expires. */
    private record Held(long bytes, Instant until) {}

    Usage(String prefix) {
        this.prefix = prefix;
    }

    /** Completes with the first count; the caller of {@link #beginCount} completes it. */
    Promise<Void> firstCount() {
        return firstCount;
    }

    /** Begins a count of the files, followed by {@link #endCount}; false if one runs or the last one is recent. */
    synchronized boolean beginCount() {
        Instant now = Instant.now();
        boolean isRecent = firstCount.future().isComplete() && System.nanoTime() - countedNanos < REFRESH_NANOS;
        if (counting || isRecent) {
            return false;
        }
        counting = true;
        changedWhileCounting = 0;
        uploads.values().removeIf(upload -> upload.until().isBefore(now));
        return true;
    }

    /** @param result the bytes of the files; a failed count leaves the last ones */
    synchronized void endCount(AsyncResult<Long> result) {
        counting = false;
        countedNanos = System.nanoTime();
        if (result.succeeded()) {
            fileBytes = result.result() + changedWhileCounting;
        }
    }

    /** A file was published, replaced or deleted. */
    synchronized void changed(long bytes) {
        fileBytes += bytes;
        if (counting) {
            changedWhileCounting += bytes;
        }
    }

    /** An upload was created; it gets the bytes that were held for it. */
    synchronized void assign(UploadId reservation, UploadId upload) {
        Held held = uploads.remove(reservation);
        if (held != null) {
            uploads.put(upload, held);
        }
    }

    /**
     * Sets how many bytes an upload has or announces.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED}; the upload then keeps the bytes that it had
     */
    synchronized void hold(UploadId id, long bytes, long max) {
        Held held = uploads.get(id);
        long before = held == null ? 0 : held.bytes();
        if (bytes > before || held == null) {
            require(bytes - before, max);
        }
        uploads.put(id, new Held(bytes, Instant.MAX));
    }

    /** The upload has no writer; its bytes count until it expires. */
    synchronized void releaseAt(UploadId id, Instant until) {
        uploads.computeIfPresent(id, (key, held) -> new Held(held.bytes(), until));
    }

    /** The upload ended, or was published. */
    synchronized void release(UploadId id) {
        uploads.remove(id);
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when there is no room for more bytes */
    synchronized void require(long more, long max) {
        long used = fileBytes + uploads.values().stream().mapToLong(Held::bytes).sum();
        if (more > max - used) {
            throw new StoreException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "quota of '/" + prefix + "': " + ByteSize.format(more) + " more than the " + ByteSize.format(used)
                            + " in use (expected: at most " + ByteSize.format(max) + " in total)");
        }
    }
}
