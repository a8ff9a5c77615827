package io.chunkgate.access;

import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many bytes files and uploads have together. Safe for any thread. */
abstract class Usage {
    private final Map<UploadId, Held> uploads = new HashMap<>();
    private long fileBytes;
    private long changes;

    /**
     * The bytes of an upload.
     *
     * @param until   when it expires; {@link Instant#MAX} while it is written here
     * @param changed by {@link System#nanoTime}
     */
    private record Held(long bytes, Instant until, long changed) {
        Held(long bytes, Instant until) {
            this(bytes, until, System.nanoTime());
        }

        boolean isWritten() {
            return until.equals(Instant.MAX);
        }
    }

    /** The failure for more bytes than there is room for. */
    abstract StoreException refusal(long more, long used, long max);

    /** From now on, changes are added to the next {@link #setFileBytes}. */
    final synchronized void beginChanges() {
        changes = 0;
    }

    /** @param bytes the published files, as read since {@link #beginChanges} */
    final synchronized void setFileBytes(long bytes) {
        fileBytes = bytes + changes;
    }

    /**
     * Takes over the uploads that the store knows, other nodes' and those of an earlier process included. What changed here
     * since they were read stays.
     *
     * @param readAt by {@link System#nanoTime}, before the store was read
     */
    final synchronized void setKnown(List<UploadInfo> known, long readAt) {
        uploads.values().removeIf(held -> !held.isWritten() && held.changed() - readAt < 0);
        for (UploadInfo info : known) {
            uploads.putIfAbsent(info.id(), new Held(bytes(info), info.expiresAt()));
        }
    }

    /** The bytes of an upload: the announced ones, as room is promised for them. */
    static long bytes(UploadInfo info) {
        return Math.max(info.offset(), info.spec().size().orElse(0));
    }

    final synchronized int uploadCount() {
        Instant now = Instant.now();
        uploads.values().removeIf(held -> held.until().isBefore(now));
        return uploads.size();
    }

    /** A file was published, replaced or deleted. */
    final synchronized void changed(long bytes) {
        fileBytes += bytes;
        changes += bytes;
    }

    /** An upload was created; it gets the bytes that were held for it. */
    final synchronized void assign(UploadId reservation, UploadId upload) {
        Held held = uploads.remove(reservation);
        if (held != null) {
            uploads.put(upload, held);
        }
    }

    /**
     * Sets how many bytes an upload has or announces.
     *
     * @throws StoreException when there is no room; the upload then keeps the bytes that it had
     */
    final synchronized void hold(UploadId id, long bytes, long max) {
        Held held = uploads.get(id);
        long before = held == null ? 0 : held.bytes();
        if (bytes > before || held == null) {
            require(bytes - before, max);
        }
        uploads.put(id, new Held(bytes, Instant.MAX));
    }

    /** The upload has no writer; its bytes count until it expires. */
    final synchronized void releaseAt(UploadId id, Instant until) {
        uploads.computeIfPresent(id, (key, held) -> new Held(held.bytes(), until));
    }

    /** The upload has ended. */
    final synchronized void release(UploadId id) {
        uploads.remove(id);
    }

    /**
     * The file of an upload was published.
     *
     * @param replaced the bytes of the file that it replaces
     * @param until    when the upload is forgotten
     */
    synchronized void published(UploadId id, long bytes, long replaced, Instant until) {
        release(id);
        changed(bytes - replaced);
    }

    /** @throws StoreException when there is no room for more bytes */
    final synchronized void require(long more, long max) {
        long used = fileBytes + uploads.values().stream().mapToLong(Held::bytes).sum();
        if (more > max - used) {
            throw refusal(more, used, max);
        }
    }
}
