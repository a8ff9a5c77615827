package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads that somebody in this process has open, and the way of the others to become so. Everything here blocks. */
final class OpenUploads {
    private static final Logger LOG = LoggerFactory.getLogger(OpenUploads.class);

    private final UploadFolder folder;
    private final UploadSettings settings;
    private final Records records;
    private final KeptDigests digests = new KeptDigests();
    private final Map<UploadId, LiveUpload> open = new ConcurrentHashMap<>();

    OpenUploads(UploadFolder folder, UploadSettings settings, Records records) {
        this.folder = folder;
        this.settings = settings;
        this.records = records;
    }

    /** Begins an upload; the caller is its user. */
    LiveUpload create(UploadId id, UploadSpec spec) throws IOException {
        UploadLock lock = UploadLock.create(folder.bytes(id));
        UploadRecord record = UploadRecord.begun(spec);
        boolean begun = false;
        try {
            if (spec.resumable()) {
                folder.write(id, record, false);
            }
            begun = true;
        } finally {
            if (!begun) {
                lock.close();
                folder.delete(id);
            }
        }
        LiveUpload upload = live(id, record, lock, 0, Instant.now(), new RunningDigest());
        open.put(id, upload);
        return upload;
    }

    /**
     * A running upload with the caller as one more user; empty when there is none.
     *
     * @throws StoreException {@code UNAVAILABLE} while another process has it open
     */
    Optional<LiveUpload> find(UploadId id) throws IOException {
        try {
            LiveUpload found = open.compute(id, (key, known) -> retainOrOpen(key, known));
            return Optional.ofNullable(found).filter(this::isRunning);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is known of an upload, without opening it. */
    Optional<UploadInfo> describe(UploadId id) throws IOException {
        LiveUpload live = open.get(id);
        if (live != null && !live.published().failed()) {
            return Optional.of(live.info());
        }
        Optional<UploadRecord> record = records.read(id);
        return record.isEmpty() ? Optional.empty() : Optional.of(describe(id, record.get()));
    }

    boolean isOpen(UploadId id) {
        return open.containsKey(id);
    }

    @Nullable
    LiveUpload get(UploadId id) {
        return open.get(id);
    }

    /** Closes what nobody uses any more. */
    void close(LiveUpload upload) {
        open.computeIfPresent(upload.id(), (id, known) -> {
            if (known == upload) {
                closeLock(upload);
                return null;
            }
            return known;
        });
    }

    Records records() {
        return records;
    }

    Instant writtenAt(UploadId id) throws IOException {
        return Files.getLastModifiedTime(folder.bytes(id)).toInstant();
    }

    /** One that has just ended has users, but is none of those that run. */
    private boolean isRunning(LiveUpload upload) {
        if (!upload.published().isComplete()) {
            return true;
        }
        if (upload.release()) {
            close(upload);
        }
        return false;
    }

    private @Nullable LiveUpload retainOrOpen(UploadId id, @Nullable LiveUpload known) {
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

    /** The record counts that is there once it is locked: who had the lock before may have published the upload with it. */
    private @Nullable LiveUpload reopen(UploadId id) throws IOException {
        if (running(id).isEmpty()) {
            return null;
        }
        UploadLock lock = UploadLock.tryOpen(folder.bytes(id)).orElseThrow(OpenUploads::inUse);
        boolean opened = false;
        try {
            Optional<UploadRecord> found = running(id);
            LiveUpload upload = found.isPresent() ? reopen(id, found.get(), lock) : null;
            opened = upload != null;
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

    /** Only what can be trusted counts; what does not is cut off, so that the length says the truth from now on. */
    private LiveUpload reopen(UploadId id, UploadRecord found, UploadLock lock) throws IOException {
        Instant writtenAt = writtenAt(id);
        long length = lock.channel().size();
        long offset = found.trusted(length);
        if (offset < length) {
            lock.channel().truncate(offset);
        }
        UploadRecord record = found.writtenInThisBoot();
        if (!record.equals(found)) {
            folder.write(id, record, false);
        }
        return live(id, record, lock, offset, writtenAt, digests.take(id, new KeptDigests.Written(writtenAt, length)));
    }

    private boolean isOverdue(UploadId id) throws IOException {
        return writtenAt(id).plus(settings.expireAfter()).isBefore(Instant.now());
    }

    private UploadInfo describe(UploadId id, UploadRecord record) throws IOException {
        if (record.file().isPresent()) {
            long size = record.file().get().size();
            return info(id, record, size, new UploadState.Complete(record.file().get()));
        }
        if (record.isExpired() || isOverdue(id)) {
            return info(id, record, 0, new UploadState.Expired());
        }
        return info(id, record, record.trusted(Files.size(folder.bytes(id))), new UploadState.Running());
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

    private LiveUpload live(
            UploadId id, UploadRecord record, UploadLock lock, long offset, Instant writtenAt, RunningDigest digest) {
        return new LiveUpload(folder, settings, id, record, lock, offset, writtenAt, digest);
    }

    private void closeLock(LiveUpload upload) {
        try {
            if (!upload.published().isComplete()) {
                keepDigest(upload);
            }
            upload.lock().close();
        } catch (IOException e) {
            LOG.warn("Cannot close upload {}", upload.id(), e);
        }
    }

    /** While it is locked, so that nobody else has written yet. */
    private void keepDigest(LiveUpload upload) throws IOException {
        long length = upload.lock().channel().size();
        digests.keep(upload.id(), upload.digest(), new KeptDigests.Written(writtenAt(upload.id()), length));
    }

    private static StoreException inUse() {
        return new StoreException(ErrorCode.UNAVAILABLE, "upload: another process writes it");
    }
}
