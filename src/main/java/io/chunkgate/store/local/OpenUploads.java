package io.chunkgate.store.local;

import io.chunkgate.store.DigestCache;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens uploads, and has those that are open in this process. Everything here blocks. */
final class OpenUploads {
    private static final Logger LOG = LoggerFactory.getLogger(OpenUploads.class);

    private final UploadServices services;
    private final UploadFolder folder;
    private final RecordRecovery records;
    private final UploadNameIndex names;
    private final DigestCache<BytesVersion> digests = new DigestCache<>();
    private final Map<UploadId, LocalOpenUpload> open = new ConcurrentHashMap<>();
    /** In the index of names already, but their files are not locked yet. */
    private final Set<UploadId> starting = ConcurrentHashMap.newKeySet();

    private final SupersededUploads superseded;
    /** Published uploads whose durability is unknown: a later sync that succeeds would not prove it. */
    private final Map<UploadId, UnknownDurabilityException> undurable = new ConcurrentHashMap<>();

    /**
     * Equal as long as no process wrote to the file: with a shared folder another process may have resumed the upload.
     *
     * @param length in bytes
     */
    private record BytesVersion(Instant writtenAt, long length) {}

    /** @param names unfinished uploads are added, ended ones removed */
    OpenUploads(UploadServices services, RecordRecovery records, UploadNameIndex names) {
        this.services = services;
        this.folder = services.folder();
        this.records = records;
        this.names = names;
        this.superseded = new SupersededUploads(this, folder, names);
    }

    /** Begins an upload, retained for the caller. */
    LocalOpenUpload create(UploadSpec spec) throws IOException {
        UploadId id = UploadId.random();
        starting.add(id);
        try {
            return create(id, spec);
        } finally {
            starting.remove(id);
        }
    }

    private LocalOpenUpload create(UploadId id, UploadSpec spec) throws IOException {
        UploadRecord record = UploadRecord.begun(spec);
        names.add(id, spec, services.settings());
        UploadLock lock = null;
        try {
            services.reservations().reserve(id, spec, 0);
            lock = folder.create(id);
            if (services.settings().keepsRecord(spec)) {
                folder.write(id, record, false);
            }
        } catch (IOException | RuntimeException e) {
            names.remove(id);
            if (lock != null) {
                lock.close();
                folder.delete(id);
            }
            throw e;
        }
        LocalOpenUpload upload = opened(id, record, lock, 0, record.createdAt());
        upload.own(record, 0, record.createdAt(), new RunningDigest());
        open.put(id, upload);
        return upload;
    }

    /** A running upload to follow, retained for the caller, whichever process writes it; empty when there is none. */
    Optional<LocalOpenUpload> find(UploadId id) throws IOException {
        try {
            LocalOpenUpload found = open.compute(id, this::retainOrOpen);
            if (found == null || !found.isEnded()) {
                return Optional.ofNullable(found);
            }
            found.release(); // It has ended since it was retained.
            return Optional.empty();
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
    Optional<LocalOpenUpload> findToWrite(UploadId id) throws IOException {
        Optional<LocalOpenUpload> found = find(id);
        if (found.isEmpty()) {
            return found;
        }
        boolean owned = false;
        try {
            owned = own(found.get());
        } finally {
            if (!owned) {
                found.get().release();
            }
        }
        return owned ? found : Optional.empty();
    }

    /** Returns false when the upload ended, or is not resumable. */
    private boolean own(LocalOpenUpload upload) throws IOException {
        synchronized (upload) {
            if (upload.isOwned()) {
                return true;
            }
            if (!upload.spec().resumable()) {
                return false;
            }
            UploadLock lock = upload.file().lock();
            if (!lock.tryLock()) {
                return claim(upload);
            }
            try {
                refresh(upload);
                if (!upload.isEnded()) {
                    ownLocked(upload);
                }
            } finally {
                if (!upload.isOwned()) {
                    lock.unlock();
                }
            }
            return upload.isOwned();
        }
    }

    private boolean claim(LocalOpenUpload upload) throws IOException {
        if (isOverdue(upload.id())) {
            return false;
        }
        if (services.settings().shared()) {
            folder.claim(upload.id());
        }
        throw new StoreException(ErrorCode.UNAVAILABLE, "upload is being written by another process");
    }

    /** Truncates the file to the bytes that can be trusted, so that its length is the offset from now on. */
    private void ownLocked(LocalOpenUpload upload) throws IOException {
        UploadId id = upload.id();
        BytesVersion version = version(upload);
        UploadRecord found = records.read(id).orElseThrow();
        long offset = found.trusted(version.length());
        if (offset < version.length()) {
            upload.file().lock().channel().truncate(offset);
        }
        UploadRecord record = found.writtenInThisBoot();
        if (!record.equals(found) || !folder.hasRecord(id)) { // A power loss may have removed the file of the record.
            record = record.revised();
            folder.write(id, record, false);
        }
        if (services.settings().shared()) {
            folder.deleteClaim(id);
        }
        upload.own(record, offset, version.writtenAt(), digests.take(id, version));
    }

    /** Applies changes by another process to an upload that this process does not own. */
    void refresh(LocalOpenUpload upload) throws IOException {
        synchronized (upload) {
            if (upload.isOwned() || upload.isEnded()) {
                return;
            }
            Optional<RecordRecovery.Snapshot> found = records.snapshot(
                    upload.id(), () -> upload.file().lock().channel().size());
            Optional<UploadRecord> record = found.map(RecordRecovery.Snapshot::record);
            if (record.isPresent() && record.get().endedAt().isEmpty()) {
                upload.refreshed(
                        record.get().withStagedStart(OptionalLong.empty()),
                        record.get().trusted(found.get().length()),
                        folder.writtenAt(upload.id()));
            } else {
                upload.endElsewhere(record.map(ended ->
                        ended.file().<UploadState>map(UploadState.Complete::new).orElseGet(UploadState.Expired::new)));
            }
        }
    }

    /** Describes an upload without opening it. */
    Optional<UploadInfo> describe(UploadId id) throws IOException {
        LocalOpenUpload known = open.get(id);
        if (known != null && known.isOwned() && !known.published().failed()) {
            return Optional.of(known.info());
        }
        try {
            return describeStored(id);
        } catch (NoSuchFileException publishedMeanwhile) {
            return describeStored(id);
        }
    }

    /** A snapshot of all that are open. */
    List<LocalOpenUpload> all() {
        return List.copyOf(open.values());
    }

    @Nullable
    LocalOpenUpload get(UploadId id) {
        return open.get(id);
    }

    /** Whether this process begins the upload, or has it open. An upload that was begun is open before it has begun. */
    boolean isInUse(UploadId id) {
        return starting.contains(id) || open.containsKey(id);
    }

    /** @throws UnknownDurabilityException when this process published the upload, and could not make that durable */
    void requireDurable(UploadId id) {
        UnknownDurabilityException cause = undurable.get(id);
        if (cause != null) {
            throw cause;
        }
    }

    SupersededUploads superseded() {
        return superseded;
    }

    RecordRecovery records() {
        return records;
    }

    /** Whether the time without writes has been too long. */
    boolean isOverdue(UploadId id) throws IOException {
        return folder.writtenAt(id).plus(services.settings().expireAfter()).isBefore(Instant.now());
    }

    private @Nullable LocalOpenUpload retainOrOpen(UploadId id, @Nullable LocalOpenUpload known) {
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
    private @Nullable LocalOpenUpload reopen(UploadId id) throws IOException {
        UploadLock lock = folder.open(id);
        boolean opened = false;
        try {
            Optional<RecordRecovery.Snapshot> found =
                    records.snapshot(id, () -> lock.channel().size());
            if (found.isEmpty() || found.get().record().endedAt().isPresent() || isOverdue(id)) {
                return null;
            }
            UploadRecord record = found.get().record();
            long offset = record.trusted(found.get().length());
            LocalOpenUpload upload =
                    opened(id, record.withStagedStart(OptionalLong.empty()), lock, offset, folder.writtenAt(id));
            opened = true;
            return upload;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private LocalOpenUpload opened(UploadId id, UploadRecord record, UploadLock lock, long offset, Instant writtenAt) {
        folder.retain();
        UploadFile file = new UploadFile(services, id, record, lock, offset, writtenAt);
        LocalOpenUpload upload = new LocalOpenUpload(services, id, file, new Observer());
        upload.published().onSuccess(published -> complete(upload, published)).onFailure(ended -> names.remove(id));
        return upload;
    }

    private void complete(LocalOpenUpload upload, FileInfo published) {
        names.complete(upload.id(), upload.spec(), Instant.now());
        if (upload.spec().role() == UploadSpec.Role.FILE) {
            superseded.endAfter(published.name());
        }
    }

    private final class Observer implements LocalOpenUpload.Observer {
        @Override
        public void suspended(LocalOpenUpload upload) {
            superseded.endBeside(upload);
        }

        @Override
        public void published(LocalOpenUpload upload, UnknownDurabilityException cause) {
            undurable.put(upload.id(), cause);
        }

        @Override
        public void unused(LocalOpenUpload upload) {
            close(upload);
        }
    }

    private Optional<UploadInfo> describeStored(UploadId id) throws IOException {
        Optional<RecordRecovery.Snapshot> found = records.snapshot(id, () -> Files.size(folder.bytes(id)));
        return found.isEmpty() ? Optional.empty() : Optional.of(describe(id, found.get()));
    }

    private UploadInfo describe(UploadId id, RecordRecovery.Snapshot found) throws IOException {
        UploadRecord record = found.record();
        Instant changedAt = record.endedAt().isPresent() ? record.endedAt().get() : folder.writtenAt(id);
        Instant expiresAt = record.isExpired()
                ? changedAt
                : changedAt.plus(services.settings().expireAfter());
        if (record.file().isPresent()) {
            long size = record.file().get().size();
            UploadState complete = new UploadState.Complete(record.file().get());
            return new UploadInfo(id, record.spec(), record.createdAt(), expiresAt, size, size, size, complete);
        }
        boolean expired = record.isExpired() || isOverdue(id);
        UploadState state = expired ? new UploadState.Expired() : new UploadState.Running();
        long offset = expired ? 0 : record.trusted(found.length());
        long durable = Math.min(offset, record.durable());
        return new UploadInfo(
                id, record.spec(), record.createdAt(), expiresAt, offset, durable, digests.position(id), state);
    }

    /** Closes an upload without users, unless it was opened again. */
    private void close(LocalOpenUpload upload) {
        open.computeIfPresent(upload.id(), (id, known) -> {
            if (known != upload) {
                return known;
            }
            closeLock(upload);
            return null;
        });
    }

    private void closeLock(LocalOpenUpload upload) {
        try {
            try {
                leaveLock(upload);
            } finally {
                upload.file().lock().close();
                folder.close();
            }
        } catch (IOException e) {
            LOG.warn("Cannot close upload {}", upload.id(), e);
        } catch (StoreException unavailable) {
            LOG.debug("Upload {} is closed while its folder is unavailable", upload.id());
        }
    }

    private void leaveLock(LocalOpenUpload upload) throws IOException {
        if (upload.isOwned() && !upload.isEnded()) { // No other process has written to the file.
            digests.put(upload.id(), version(upload), upload.file().digest());
        }
        if (upload.isOwned() && services.settings().shared()) {
            folder.deleteClaim(upload.id());
        }
    }

    private BytesVersion version(LocalOpenUpload upload) throws IOException {
        return new BytesVersion(
                folder.writtenAt(upload.id()), upload.file().lock().channel().size());
    }
}
