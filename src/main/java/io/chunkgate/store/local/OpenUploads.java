package io.chunkgate.store.local;

import io.chunkgate.store.DigestCache;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens uploads, and has those that are open in this process. Everything here blocks. */
final class OpenUploads {
    private static final Logger LOG = LoggerFactory.getLogger(OpenUploads.class);

    private final UploadFolder folder;
    private final UploadSettings settings;
    private final RecordRecovery records;
    private final DigestCache<BytesVersion> digests = new DigestCache<>();
    private final Map<UploadId, OpenUpload> open = new ConcurrentHashMap<>();

    /**
     * Equal as long as no process wrote to the file: with a shared folder another process may have resumed the upload.
     *
     * @param length in bytes
     */
    private record BytesVersion(Instant writtenAt, long length) {}

    OpenUploads(UploadFolder folder, UploadSettings settings, RecordRecovery records) {
        this.folder = folder;
        this.settings = settings;
        this.records = records;
    }

    /** Begins an upload, retained for the caller. */
    OpenUpload create(UploadId id, UploadSpec spec) throws IOException {
        UploadLock lock = UploadLock.create(folder.bytes(id));
        UploadRecord record = UploadRecord.begun(spec);
        boolean begun = false;
        try {
            if (settings.keepsRecord(spec)) {
                folder.write(id, record, false);
            }
            begun = true;
        } finally {
            if (!begun) {
                lock.close();
                folder.delete(id);
            }
        }
        OpenUpload upload = new OpenUpload(folder, settings, id, record, lock, 0, Instant.now());
        upload.own(record, 0, Instant.now(), new RunningDigest());
        open.put(id, upload);
        return upload;
    }

    /** A running upload to follow, retained for the caller, whichever process writes it; empty when there is none. */
    Optional<OpenUpload> find(UploadId id) throws IOException {
        try {
            OpenUpload found = open.compute(id, (key, known) -> retainOrOpen(key, known));
            return Optional.ofNullable(found).filter(this::isRunning);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * A running upload that this process owns from now on, retained for the caller; empty when there is none.
     *
     * @throws StoreException {@code UNAVAILABLE} while another process writes it. In a shared folder the upload is then claimed,
     *     so that a later attempt succeeds.
     */
    Optional<OpenUpload> findToWrite(UploadId id) throws IOException {
        Optional<OpenUpload> found = find(id);
        if (found.isEmpty()) {
            return found;
        }
        boolean owned = false;
        try {
            owned = own(found.get());
        } finally {
            if (!owned) {
                release(found.get());
            }
        }
        return owned ? found : Optional.empty();
    }

    /** Returns false when the upload ended, or is not resumable. */
    private boolean own(OpenUpload upload) throws IOException {
        synchronized (upload) {
            if (upload.isOwned()) {
                return true;
            }
            if (!upload.spec().resumable()) {
                return false;
            }
            if (!upload.lock().tryLock()) {
                return claim(upload);
            }
            try {
                refresh(upload);
                if (!upload.published().isComplete()) {
                    ownLocked(upload);
                }
            } finally {
                if (!upload.isOwned()) {
                    upload.lock().unlock();
                }
            }
            return upload.isOwned();
        }
    }

    private boolean claim(OpenUpload upload) throws IOException {
        if (isOverdue(upload.id())) {
            return false;
        }
        if (settings.shared()) {
            folder.claim(upload.id());
        }
        throw new StoreException(ErrorCode.UNAVAILABLE, "upload is being written by another process");
    }

    /** Truncates the file to the bytes that can be trusted, so that its length is the offset from now on. */
    private void ownLocked(OpenUpload upload) throws IOException {
        UploadId id = upload.id();
        Instant writtenAt = writtenAt(id);
        long length = upload.lock().channel().size();
        UploadRecord found = records.read(id).orElseThrow();
        long offset = found.trusted(length);
        if (offset < length) {
            upload.lock().channel().truncate(offset);
        }
        UploadRecord record = found.writtenInThisBoot();
        if (!record.equals(found)) {
            record = record.revised();
            folder.write(id, record, false);
        }
        if (settings.shared()) {
            folder.deleteClaim(id);
        }
        upload.own(record, offset, writtenAt, digests.take(id, new BytesVersion(writtenAt, length)));
    }

    /** Applies changes by another process to an upload that this process does not own. */
    void refresh(OpenUpload upload) throws IOException {
        synchronized (upload) {
            if (upload.isOwned() || upload.published().isComplete()) {
                return;
            }
            Optional<RecordRecovery.Snapshot> found =
                    records.snapshot(upload.id(), () -> upload.lock().channel().size());
            if (found.isEmpty()) {
                upload.end(StoreErrors.uploadDiscarded(), StoreErrors.uploadDiscarded());
                return;
            }
            UploadRecord record = found.get().record();
            if (record.file().isPresent()) {
                upload.complete(record.file().get());
            } else if (record.isExpired()) {
                upload.end(StoreErrors.uploadExpired(), StoreErrors.uploadExpired());
            } else {
                long offset = record.trusted(found.get().length());
                upload.refreshed(record.withStagedStart(OptionalLong.empty()), offset, writtenAt(upload.id()));
            }
        }
    }

    /** Describes an upload without opening it. */
    Optional<UploadInfo> describe(UploadId id) throws IOException {
        OpenUpload known = open.get(id);
        if (known != null && known.isOwned() && !known.published().failed()) {
            return Optional.of(known.info());
        }
        try {
            return describeStored(id);
        } catch (NoSuchFileException publishedMeanwhile) {
            return describeStored(id);
        }
    }

    private Optional<UploadInfo> describeStored(UploadId id) throws IOException {
        Optional<RecordRecovery.Snapshot> found = records.snapshot(id, () -> Files.size(folder.bytes(id)));
        return found.isEmpty() ? Optional.empty() : Optional.of(describe(id, found.get()));
    }

    /** A snapshot of all that are open. */
    List<OpenUpload> all() {
        return List.copyOf(open.values());
    }

    @Nullable
    OpenUpload get(UploadId id) {
        return open.get(id);
    }

    private void release(OpenUpload upload) {
        if (upload.release()) {
            close(upload);
        }
    }

    /** Closes an upload without users. */
    void close(OpenUpload upload) {
        open.computeIfPresent(upload.id(), (id, known) -> {
            if (known == upload) {
                closeLock(upload);
                return null;
            }
            return known;
        });
    }

    RecordRecovery records() {
        return records;
    }

    Instant writtenAt(UploadId id) throws IOException {
        return Files.getLastModifiedTime(folder.bytes(id)).toInstant();
    }

    /** Releases an upload that ended since it was retained. */
    private boolean isRunning(OpenUpload upload) {
        if (!upload.published().isComplete()) {
            return true;
        }
        release(upload);
        return false;
    }

    private @Nullable OpenUpload retainOrOpen(UploadId id, @Nullable OpenUpload known) {
        if (known != null && known.retain()) {
            return known;
        }
        if (known != null) {
            closeLock(known);
        }
        try {
            return reopen(id);
        } catch (NoSuchFileException ended) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the record after the bytes were opened, since the upload may have been published before. */
    private @Nullable OpenUpload reopen(UploadId id) throws IOException {
        if (running(id).isEmpty()) {
            return null;
        }
        UploadLock lock = UploadLock.open(folder.bytes(id));
        boolean opened = false;
        try {
            Optional<RecordRecovery.Snapshot> found =
                    records.snapshot(id, () -> lock.channel().size());
            if (found.isEmpty() || found.get().record().endedAt().isPresent() || isOverdue(id)) {
                return null;
            }
            UploadRecord record = found.get().record();
            OpenUpload upload = new OpenUpload(
                    folder,
                    settings,
                    id,
                    record.withStagedStart(OptionalLong.empty()),
                    lock,
                    record.trusted(found.get().length()),
                    writtenAt(id));
            opened = true;
            return upload;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private Optional<UploadRecord> running(UploadId id) throws IOException {
        Optional<UploadRecord> found =
                records.read(id).filter(record -> record.endedAt().isEmpty());
        return found.isPresent() && isOverdue(id) ? Optional.empty() : found;
    }

    private boolean isOverdue(UploadId id) throws IOException {
        return writtenAt(id).plus(settings.expireAfter()).isBefore(Instant.now());
    }

    private UploadInfo describe(UploadId id, RecordRecovery.Snapshot found) throws IOException {
        UploadRecord record = found.record();
        if (record.file().isPresent()) {
            long size = record.file().get().size();
            return info(id, record, size, new UploadState.Complete(record.file().get()));
        }
        if (record.isExpired() || isOverdue(id)) {
            return info(id, record, 0, new UploadState.Expired());
        }
        return info(id, record, record.trusted(found.length()), new UploadState.Running());
    }

    private UploadInfo info(UploadId id, UploadRecord record, long offset, UploadState state) throws IOException {
        boolean complete = state instanceof UploadState.Complete;
        Instant expiresAt = record.isExpired()
                ? record.endedAt().get()
                : (complete ? record.endedAt().get() : writtenAt(id)).plus(settings.expireAfter());
        long durable = complete ? offset : Math.min(offset, record.durable());
        long digested = complete ? offset : digests.position(id);
        return new UploadInfo(id, record.spec(), record.createdAt(), expiresAt, offset, durable, digested, state);
    }

    private void closeLock(OpenUpload upload) {
        try {
            if (upload.isOwned() && !upload.published().isComplete()) {
                cacheDigest(upload);
            }
            if (upload.isOwned() && settings.shared()) {
                folder.deleteClaim(upload.id());
            }
            upload.lock().close();
        } catch (IOException e) {
            LOG.warn("Cannot close upload {}", upload.id(), e);
        }
    }

    /** Called with the lock, so that no other process has written to the file. */
    private void cacheDigest(OpenUpload upload) throws IOException {
        long length = upload.lock().channel().size();
        digests.put(upload.id(), new BytesVersion(writtenAt(upload.id()), length), upload.digest());
    }
}
