package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nobody will ask for: uploads that were not written to for too long, the memory of finished ones, and the
 * bytes that a process left behind which died during an upload that cannot be resumed. What another process has open is
 * left alone. Everything here blocks.
 */
final class UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);

    private final Uploads uploads;
    private final UploadFolder folder;

    UploadSweeper(Uploads uploads) {
        this.uploads = uploads;
        this.folder = uploads.folder();
    }

    /** Looks at every upload once; one that cannot be looked at hinders no other. */
    void sweep() throws IOException {
        for (UploadId id : folder.list()) {
            try {
                sweep(id);
            } catch (NoSuchFileException gone) {
                LOG.debug("Upload {} ended meanwhile", id);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Cannot look at upload {}", id, e);
            }
        }
    }

    private void sweep(UploadId id) throws IOException {
        LiveUpload open = uploads.open().get(id);
        if (open != null) {
            sweepOpen(open);
            return;
        }
        Optional<UploadRecord> record = uploads.open().records().read(id);
        if (record.isEmpty()) {
            removeAbandoned(id);
        } else if (record.get().endedAt().isPresent()) {
            forgetEnded(id, record.get());
        } else {
            expire(id, record.get());
        }
    }

    /**
     * One that is open and waits for a writer may have followers, who wait as well. A write or commit that is under way
     * saves it.
     */
    private void sweepOpen(LiveUpload upload) {
        if (isOverdue(upload)) {
            uploads.runInTurn(upload, () -> isOverdue(upload) ? expire(upload) : null)
                    .onFailure(cause -> LOG.warn("Cannot end upload {}, which expired", upload.id(), cause));
        }
    }

    private static boolean isOverdue(LiveUpload upload) {
        return isPast(upload.expiresAt()) && !upload.published().isComplete();
    }

    private @Nullable Void expire(LiveUpload upload) throws IOException {
        upload.discard(new StoreException(ErrorCode.DEADLINE_EXCEEDED, "upload: expired"));
        rememberExpired(upload.id(), upload.record());
        return null;
    }

    private void expire(UploadId id, UploadRecord record) throws IOException {
        Instant due = uploads.open().writtenAt(id).plus(uploads.settings().expireAfter());
        if (!isPast(due)) {
            uploads.names().add(id, record.spec(), Integer.MAX_VALUE);
        } else if (delete(id)) {
            rememberExpired(id, record);
        }
    }

    private void rememberExpired(UploadId id, UploadRecord record) throws IOException {
        LOG.info("Upload {} of {} expired", id, record.spec().name());
        uploads.names().remove(id);
        if (record.spec().resumable()) {
            folder.write(id, record.expired(), false);
        }
    }

    private void forgetEnded(UploadId id, UploadRecord record) throws IOException {
        if (isPast(record.endedAt().orElseThrow().plus(uploads.settings().expireAfter()))) {
            folder.delete(id);
        }
    }

    /** A record that says nothing to us may say something to the next version, or to a person. */
    private void removeAbandoned(UploadId id) throws IOException {
        boolean spared = folder.hasRecord(id)
                && !isPast(folder.changedAt(id).plus(uploads.settings().expireAfter()));
        if (!spared && delete(id)) {
            LOG.info("Removed the abandoned upload {}", id);
        }
    }

    /** Returns false when somebody has it open. */
    private boolean delete(UploadId id) throws IOException {
        if (!Files.exists(folder.bytes(id))) {
            folder.delete(id);
            return true;
        }
        Optional<UploadLock> lock = UploadLock.tryOpen(folder.bytes(id));
        if (lock.isEmpty()) {
            return false;
        }
        try {
            folder.delete(id);
        } finally {
            lock.get().close();
        }
        return true;
    }

    private static boolean isPast(Instant time) {
        return time.isBefore(Instant.now());
    }
}
