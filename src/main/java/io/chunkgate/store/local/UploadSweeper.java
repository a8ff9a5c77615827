package io.chunkgate.store.local;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired uploads, the records of finished ones, and the bytes of uploads that cannot be resumed and whose process
 * died. Ignores uploads that another process has locked. Everything here blocks.
 */
final class UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);

    private final LocalUploads uploads;
    private final UploadFolder folder;

    UploadSweeper(LocalUploads uploads) {
        this.uploads = uploads;
        this.folder = uploads.folder();
    }

    /** Checks every upload once; a failure does not affect the other uploads. */
    void sweep() throws IOException {
        Set<UploadId> known = uploads.names().ids();
        List<UploadId> found = folder.list();
        if (uploads.settings().shared()) {
            uploads.removeMissing(known, Set.copyOf(found));
        }
        for (UploadId id : found) {
            try {
                sweep(id);
            } catch (NoSuchFileException gone) {
                LOG.debug("Upload {} has ended", id);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Cannot check upload {}", id, e);
            }
        }
    }

    private void sweep(UploadId id) throws IOException {
        OpenUpload open = uploads.open().get(id);
        if (open != null && open.isOwned()) {
            sweepOpen(open);
            return;
        }
        Optional<UploadRecord> record = uploads.open().records().read(id);
        if (record.isEmpty()) {
            removeAbandoned(id);
        } else if (record.get().endedAt().isPresent()) {
            removeEnded(id, record.get());
        } else if (!record.get().spec().resumable()) {
            removeIfAbandoned(id);
        } else {
            expire(id, record.get());
        }
    }

    /**
     * An open upload without a writer may have followers. It is checked again after running writes and commits, which may
     * extend it.
     */
    private void sweepOpen(OpenUpload upload) {
        if (isOverdue(upload)) {
            uploads.runSerially(upload, () -> isOverdue(upload) ? expire(upload) : null)
                    .onFailure(cause -> LOG.warn("Cannot end the expired upload {}", upload.id(), cause));
        }
    }

    private static boolean isOverdue(OpenUpload upload) {
        return isPast(upload.expiresAt()) && !upload.published().isComplete();
    }

    private @Nullable Void expire(OpenUpload upload) throws IOException {
        upload.discard(StoreErrors.uploadExpired());
        recordExpiry(upload.id(), upload.record());
        return null;
    }

    private void expire(UploadId id, UploadRecord record) throws IOException {
        if (!isDue(id)) {
            uploads.names().add(id, record.spec(), Integer.MAX_VALUE);
        } else if (delete(id, () -> isDue(id))) {
            recordExpiry(id, record);
        }
    }

    private boolean isDue(UploadId id) throws IOException {
        return isPast(uploads.open().writtenAt(id).plus(uploads.settings().expireAfter()));
    }

    private void recordExpiry(UploadId id, UploadRecord record) throws IOException {
        LOG.info("Upload {} of {} expired", id, record.spec().name());
        uploads.names().remove(id);
        if (record.spec().resumable()) {
            folder.write(id, record.expired(), false);
        }
    }

    private void removeEnded(UploadId id, UploadRecord record) throws IOException {
        uploads.names().remove(id);
        if (isPast(record.endedAt().orElseThrow().plus(uploads.settings().expireAfter()))) {
            folder.delete(id);
        }
    }

    /** A record that is not valid stays for a time, for another version of the gateway or an operator. */
    private void removeAbandoned(UploadId id) throws IOException {
        boolean isRecent = folder.hasRecord(id)
                && !isPast(folder.changedAt(id).plus(uploads.settings().expireAfter()));
        if (!isRecent) {
            removeIfAbandoned(id);
        }
    }

    private void removeIfAbandoned(UploadId id) throws IOException {
        if (delete(id, () -> true)) {
            uploads.names().remove(id);
            LOG.info("Removed the abandoned upload {}", id);
        }
    }

    /** Evaluated while the upload is locked. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Returns false while the upload is locked, or when the condition is not met. */
    private boolean delete(UploadId id, Condition condition) throws IOException {
        if (!Files.exists(folder.bytes(id))) {
            folder.delete(id);
            return true;
        }
        Optional<UploadLock> lock = UploadLock.tryOpen(folder.bytes(id));
        if (lock.isEmpty()) {
            return false;
        }
        try {
            boolean holds = condition.holds();
            if (holds) {
                folder.delete(id);
            }
            return holds;
        } finally {
            lock.get().close();
        }
    }

    private static boolean isPast(Instant time) {
        return time.isBefore(Instant.now());
    }
}
