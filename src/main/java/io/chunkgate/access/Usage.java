package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.text.ByteSize;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes lie below one prefix, and how many are on their way there. The files are counted from time to time; in
 * between, what this gateway does to them is added. What changes while they are counted may count twice until the next
 * time, and never not at all. Safe for any thread.
 */
final class Usage {
    private final String prefix;
    private final Map<UploadId, Held> uploads = new HashMap<>();
    private long fileBytes;
    private long openingBytes;
    private boolean counting;
    private long changedMeanwhile;

    /** An upload has its bytes until it is published, given up, or expires. */
    private record Held(long bytes, Instant until) {}

    Usage(String prefix) {
        this.prefix = prefix;
    }

    /** Files are looked at from now on. */
    synchronized void beginCount() {
        counting = true;
        changedMeanwhile = 0;
        Instant now = Instant.now();
        uploads.values().removeIf(upload -> upload.until().isBefore(now));
    }

    synchronized void counted(long bytes) {
        counting = false;
        fileBytes = bytes + changedMeanwhile;
    }

    /** A file was published, replaced or deleted. */
    synchronized void changed(long bytes) {
        fileBytes += bytes;
        if (counting) {
            changedMeanwhile += bytes;
        }
    }

    /**
     * Makes room for an upload that is about to be created; answered by {@link #opened} or {@link #notOpened}.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED}
     */
    synchronized void open(long bytes, long max) {
        require(bytes, max);
        openingBytes += bytes;
    }

    synchronized void opened(UploadId id, long bytes) {
        openingBytes -= bytes;
        uploads.put(id, new Held(bytes, Instant.MAX));
    }

    synchronized void notOpened(long bytes) {
        openingBytes -= bytes;
    }

    /**
     * An upload has, or announces, so many bytes.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED}; then it has those that it had
     */
    synchronized void hold(UploadId id, long bytes, long max) {
        Held held = uploads.get(id);
        long before = held == null ? 0 : held.bytes();
        if (bytes > before || held == null) {
            require(bytes - before, max);
        }
        uploads.put(id, new Held(bytes, Instant.MAX));
    }

    /** Nobody writes an upload now; it waits until then. */
    synchronized void keep(UploadId id, Instant until) {
        uploads.computeIfPresent(id, (key, held) -> new Held(held.bytes(), until));
    }

    /** An upload is no more, or a file now. */
    synchronized void forget(UploadId id) {
        uploads.remove(id);
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when there is no room for more bytes */
    synchronized void require(long more, long max) {
        long used = fileBytes
                + openingBytes
                + uploads.values().stream().mapToLong(Held::bytes).sum();
        if (more > max - used) {
            throw new StoreException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "quota of '/" + prefix + "': " + ByteSize.format(more) + " more than " + ByteSize.format(used)
                            + " that are used (expected: at most " + ByteSize.format(max) + " in all)");
        }
    }
}
