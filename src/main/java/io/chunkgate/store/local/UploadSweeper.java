package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired uploads, the records of finished ones, and the bytes of uploads that cannot be resumed and whose process
 * died. Ignores uploads that another process has locked. Reads only what has files of its own: unfinished uploads and parts.
 * Everything here blocks.
 */
final class UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);

    private final LocalUploads uploads;
    private final UploadFolder folder;
    private final Duration expireAfter;

    UploadSweeper(LocalUploads uploads) {
        this.uploads = uploads;
        this.folder = uploads.services().folder();
        this.expireAfter = uploads.services().settings().expireAfter();
    }

    /** Checks every upload once; a failure does not affect the other uploads. */
    void sweep() throws IOException {
        folder.ended().expire();
        uploads.countEnded();
        uploads.names().removeEnded(Instant.now().minus(expireAfter));
        Set<UploadId> known = uploads.names().withFiles();
        List<UploadId> found = folder.list();
        if (uploads.services().settings().shared()) {
            removeMissing(known, Set.copyOf(found));
        }
        for (UploadId id : found) {
            if (uploads.services().workers().isClosed()) {
                return;
            }
            try {
                sweep(id);
            } catch (NoSuchFileException gone) {
                LOG.debug("Upload {} has ended", id);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Cannot check upload {}", id, e);
            }
        }
        uploads.services().inodes().measure();
    }

    /** Removes uploads from the index that another node ended or deleted. */
    private void removeMissing(Set<UploadId> known, Set<UploadId> found) {
        for (UploadId id : known) {
            if (!found.contains(id) && !uploads.open().isInUse(id) && !Files.exists(folder.bytes(id))) {
                uploads.countEnded(id);
            }
        }
    }

    private void sweep(UploadId id) throws IOException {
        LocalOpenUpload open = uploads.open().get(id);
        if (open != null && open.isOwned()) {
            if (open.isOverdue()) { // It may have followers. It is checked again after running writes and commits.
                uploads.services()
                        .workers()
                        .inBackground(open::expire)
                        .onFailure(cause -> LOG.warn("Cannot end the expired upload {}", id, cause));
            }
            return;
        }
        Optional<UploadRecord> record = uploads.open().records().read(id);
        if (record.isPresent() && record.get().hasBytes() && Files.exists(folder.bytes(id))) {
            uploads.services()
                    .reservations()
                    .count(id, record.get().spec(), Files.size(folder.bytes(id)), folder.writtenAt(id));
        }
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
     * Ends, of these uploads, the one whose last write is the longest ago, if it is idle: not in use here, not written by
     * another process, and not written for the configured time.
     */
    void expireIdle(List<UploadId> candidates) throws IOException {
        Instant idleSince = Instant.now().minus(uploads.services().settings().idleAfter());
        Optional<UploadId> oldest = candidates.stream()
                .filter(id -> !uploads.open().isInUse(id) && writtenAt(id).isBefore(idleSince))
                .min(Comparator.comparing(this::writtenAt));
        if (oldest.isPresent()) {
            expireIdle(oldest.get(), idleSince);
        }
    }

    private boolean expireIdle(UploadId id, Instant idleSince) throws IOException {
        Optional<UploadRecord> record = uploads.open().records().read(id);
        return record.isPresent()
                && record.get().hasBytes()
                && expire(id, record.get(), () -> writtenAt(id).isBefore(idleSince));
    }

    /** Ends an upload that was not written since, so that another one has room; false when it does not end. */
    boolean expireFor(UploadId id, Instant idleSince) {
        try {
            boolean ended = expireIdle(id, idleSince);
            if (ended) {
                LOG.info("The idle upload {} ended before its time, as the disk is nearly full", id);
            }
            return ended;
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot end upload {}", id, e);
            return false;
        }
    }

    /** When an upload was written last; {@link Instant#MAX} if it has just ended. */
    private Instant writtenAt(UploadId id) {
        try {
            return folder.writtenAt(id);
        } catch (IOException ended) {
            return Instant.MAX;
        }
    }

    private void expire(UploadId id, UploadRecord record) throws IOException {
        if (uploads.open().isOverdue(id)) {
            expire(id, record, () -> uploads.open().isOverdue(id));
        } else {
            uploads.names().add(id, record.spec());
        }
    }

    private boolean expire(UploadId id, UploadRecord record, Condition isDue) throws IOException {
        boolean due = whileUnlocked(id, isDue, ended -> folder.expire(ended, record));
        if (due) {
            uploads.names().remove(id);
        }
        return due;
    }

    private void removeEnded(UploadId id, UploadRecord record) throws IOException {
        Instant endedAt = record.endedAt().orElseThrow();
        if (isPast(endedAt.plus(expireAfter))) {
            uploads.names().remove(id);
            folder.delete(id);
            return;
        }
        if (record.isExpired()) {
            uploads.names().remove(id);
        } else {
            uploads.names().complete(id, record.spec(), endedAt);
        }
        if (record.isExpired() || record.spec().role() == UploadSpec.Role.FILE) {
            removeFiles(id, record);
        }
    }

    /** What a process has left that died after it had published the bytes, or that ran an earlier version. */
    private void removeFiles(UploadId id, UploadRecord record) throws IOException {
        if (folder.read(id).flatMap(UploadRecord::endedAt).isPresent()) {
            folder.ended().append(id, record, true);
        }
        whileUnlocked(id, () -> true, folder::deleteFiles);
    }

    /** A record that is not valid stays for a time, for another version of the gateway or an operator. */
    private void removeAbandoned(UploadId id) throws IOException {
        if (uploads.names().isKnown(id)) { // It has just begun.
            return;
        }
        boolean isRecent = folder.hasRecord(id) && !isPast(folder.changedAt(id).plus(expireAfter));
        if (!isRecent) {
            removeIfAbandoned(id);
        }
    }

    private void removeIfAbandoned(UploadId id) throws IOException {
        if (whileUnlocked(id, () -> true, folder::delete)) {
            uploads.names().remove(id);
            LOG.info("Removed the abandoned upload {}", id);
        }
    }

    /** Evaluated while the upload is locked. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private interface Deletion {
        void delete(UploadId id) throws IOException;
    }

    /** Returns false while the upload is locked, or when the condition is not met. */
    private boolean whileUnlocked(UploadId id, Condition condition, Deletion deletion) throws IOException {
        if (!Files.exists(folder.bytes(id))) {
            deletion.delete(id);
            return true;
        }
        Optional<UploadLock> lock = folder.tryOpen(id);
        if (lock.isEmpty()) {
            return false;
        }
        try {
            boolean holds = condition.holds();
            if (holds) {
                deletion.delete(id);
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
