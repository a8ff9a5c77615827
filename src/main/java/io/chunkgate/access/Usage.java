package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.text.ByteSize;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes the files and running uploads below one prefix have. The files are counted from time to time; in between,
 * the changes by this gateway are added. A change during a count may be counted twice until the next count, but is never
 * missed. Safe for any thread.
 */
final class Usage {
    private final String prefix;
    private final Map<UploadId, Held> uploads = new HashMap<>();
    private long fileBytes;
    private long reservedBytes;
    private boolean counting;
    private long changedWhileCounting;

    /** The bytes of an upload count until it is published, discarded, or expires. */
    private record Held(long bytes, Instant until) {}

    Usage(String prefix) {
        this.prefix = prefix;
    }

    /** A count of the files begins. */
    synchronized void beginCount() {
        counting = true;
        changedWhileCounting = 0;
        Instant now = Instant.now();
        uploads.values().removeIf(upload -> upload.until().isBefore(now));
    }

    synchronized void counted(long bytes) {
        counting = false;
        fileBytes = bytes + changedWhileCounting;
    }

    /** A file was published, replaced or deleted. */
    synchronized void changed(long bytes) {
        fileBytes += bytes;
        if (counting) {
            changedWhileCounting += bytes;
        }
    }

    /**
     * Reserves bytes for an upload that is about to be created; followed by {@link #assign} or {@link #cancel}.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED}
     */
    synchronized void reserve(long bytes, long max) {
        require(bytes, max);
        reservedBytes += bytes;
    }

    synchronized void assign(UploadId id, long bytes) {
        reservedBytes -= bytes;
        uploads.put(id, new Held(bytes, Instant.MAX));
    }

    synchronized void cancel(long bytes) {
        reservedBytes -= bytes;
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
        long used = fileBytes
                + reservedBytes
                + uploads.values().stream().mapToLong(Held::bytes).sum();
        if (more > max - used) {
            throw new StoreException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "quota of '/" + prefix + "': " + ByteSize.format(more) + " more than the " + ByteSize.format(used)
                            + " in use (expected: at most " + ByteSize.format(max) + " in total)");
        }
    }
}
