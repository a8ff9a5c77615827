package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.follow.OpenUpload;
import io.chunkgate.store.follow.UploadHandle;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open upload of a folder, on one descriptor. Only the process that has the lock writes; the folder is read periodically
 * for the followers of the others. Syncs at intervals, so that little is lost with the power. After a failure of the disk its
 * content is unknown: the upload is discarded, and the sync not repeated.
 */
final class LocalOpenUpload extends OpenUpload {
    private static final Logger LOG = LoggerFactory.getLogger(LocalOpenUpload.class);

    /** How many bytes may be stored but not durable before a sync is started in parallel with the writes. */
    private static final long SYNC_BYTES = 64L * 1024 * 1024;

    private final UploadServices services;
    private final UploadFile file;
    private final Observer observer;
    private final AtomicBoolean syncing = new AtomicBoolean();
    private volatile boolean superseded;
    private volatile @Nullable Origin origin;

    /** What a copy gets from its source. */
    private record Origin(FileTime modified, Optional<String> sha256) {}

    /** What has to be done beside the upload. Everything here blocks. */
    interface Observer {
        /** The writer leaves the upload to a later one. */
        void suspended(LocalOpenUpload upload);

        /** The upload is published, but the disk failed then. */
        void published(LocalOpenUpload upload, UnknownDurabilityException cause);

        /** The last user has gone. */
        void unused(LocalOpenUpload upload);
    }

    /**
     * Cannot be written before {@link #own}.
     *
     * @param file its lock is closed by the observer
     */
    LocalOpenUpload(UploadServices services, UploadId id, UploadFile file, Observer observer) {
        super(id, services.settings());
        this.services = services;
        this.file = file;
        this.observer = observer;
    }

    @Override
    protected Status status() {
        UploadRecord record = file.record();
        return new Status(
                record.spec(),
                record.createdAt(),
                record.endedAt().orElse(file.writtenAt()),
                file.offset(),
                file.visible(),
                record.durable(),
                file.digest().position(),
                record.stagedStart().isPresent(),
                file.isOwned());
    }

    UploadFile file() {
        return file;
    }

    /** Makes this process the owner; see {@link UploadFile#own}. */
    void own(UploadRecord now, long bytes, Instant at, RunningDigest known) {
        file.own(now, bytes, at, known);
        services.reservations().count(id(), now.spec(), bytes, at);
        followers().signal();
        if (known.position() < bytes) {
            catchUp();
        }
    }

    /** Applies what another process wrote. */
    void refreshed(UploadRecord now, long bytes, Instant at) {
        file.refreshed(now, bytes, at);
        countBytes();
        followers().signal();
    }

    /** Releases the lock, so that another process may write; the writer loses the upload, followers stay. Blocks. */
    private synchronized void disown(StoreException toWriter) throws IOException {
        file.disown();
        removeWriter(toWriter);
        file.lock().unlock();
    }

    /** Whether another node has claimed the upload, and may have it. Blocks. */
    boolean isClaimed() {
        return services.settings().shared()
                && isOwned()
                && spec().resumable()
                && !isEnded()
                && services.folder().isClaimed(id());
    }

    /** Yields a claimed upload after all visible bytes are durable; the writer loses it. */
    Future<Void> yieldIfClaimed() {
        return retaining(() -> run(() -> blocking(() -> {
            if (isClaimed()) {
                drop();
                syncOrDiscard();
                services.folder().deleteClaim(id());
                disown(StoreErrors.uploadTakenOver());
            }
        })));
    }

    @Override
    protected Future<Long> append(ByteBuf data, long end) {
        ByteBuffer[] blocks = data.nioBuffers();
        int length = data.readableBytes();
        long from = end - length;
        boolean isInStep = status().digested() == from && !status().staged();
        Future<Long> written = blocking(() -> store(blocks, length));
        if (!isDigested()) {
            return written;
        }
        if (!isInStep) {
            return written.onSuccess(stored -> catchUp());
        }
        Future<Void> digested = retaining(() -> file.digest(from, blocks));
        return Future.join(written, digested)
                .transform(both -> written.succeeded()
                        ? written
                        : retaining(file::restartDigest).transform(restarted -> written));
    }

    /** Appends the bytes of a file. Blocks; called before there is a writer. */
    void append(FileChannel part) throws IOException {
        file.append(part);
        countBytes();
    }

    /** Copies a file, whose time and digest the published file has. Blocks; called before there is a writer. */
    void copy(CopySource source, ByteCopier copier) throws IOException {
        file.copy(source, copier);
        countBytes();
        origin = new Origin(source.modified(), source.info().sha256());
    }

    @Override
    protected Future<Long> sync() {
        return blocking(this::syncOrDiscard);
    }

    @Override
    protected Future<Void> announce(UploadSpec announced) {
        return blocking(() -> {
            services.reservations().reserve(id(), announced, offset());
            try {
                file.change(now -> now.withSpec(announced), true);
            } finally {
                countBytes();
            }
        });
    }

    @Override
    protected Future<Void> stage() {
        return blocking(() -> file.change(now -> now.withStagedStart(OptionalLong.of(visible())), false));
    }

    @Override
    protected Future<Void> commitStaged() {
        return blocking(() -> {
            file.change(now -> now.withStagedStart(OptionalLong.empty()), false);
            followers().signal();
        });
    }

    @Override
    protected Future<Long> rollback() {
        return blocking(() -> {
            drop();
            return offset();
        });
    }

    private void drop() throws IOException {
        file.rollback();
        countBytes();
    }

    @Override
    protected Future<FileInfo> commit(UploadHandle by, Optional<String> sha256) {
        return runAs(by, () -> Future.succeededFuture(requireWhole()))
                .compose(size -> hex(size, sha256.isPresent()))
                .compose(hex -> runAs(by, () -> blocking(() -> publish(hex, sha256))));
    }

    @Override
    public Future<Void> discard(StoreException reason) {
        return blocking(() -> discard(reason, reason));
    }

    /** The record stays as long again. */
    @Override
    protected Future<Void> endExpired() {
        return blocking(() -> {
            if (end(StoreErrors.uploadExpired(), StoreErrors.uploadExpired())) {
                services.folder().expire(id(), file.record());
            }
        });
    }

    @Override
    protected Future<Void> leave() {
        return blocking(() -> {
            if (superseded) {
                discardSuperseded();
            } else {
                drop();
                observer.suspended(this);
            }
        });
    }

    /** Another upload was published under the name: this one ends when it has no writer. */
    void supersede() {
        superseded = true;
        retaining(() -> run(() -> isWritten() ? Future.<Void>succeededFuture() : blocking(this::discardSuperseded)))
                .onFailure(cause -> LOG.debug("Upload {} is closed already", id(), cause));
    }

    private void discardSuperseded() throws IOException {
        if (endSuperseded()) {
            services.folder().delete(id());
        }
    }

    /** Ends this upload; those who follow the name go over to the file. Returns false when it had ended before. */
    boolean endSuperseded() {
        replaced();
        return end(StoreErrors.uploadSuperseded(), StoreErrors.uploadSuperseded());
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        return blocking(() -> file.fill(target, position));
    }

    @Override
    protected StoreException translate(Throwable cause) {
        return DiskErrors.translate(name(), cause);
    }

    @Override
    protected Future<Void> close() {
        return services.workers().inBackground(() -> blocking(() -> observer.unused(this)));
    }

    @Override
    public void complete(FileInfo published) {
        file.completed(published);
        super.complete(published);
    }

    private boolean isDigested() {
        return services.settings().isDigested(spec());
    }

    /** Digests the bytes that were stored before, in the background. */
    private void catchUp() {
        if (isDigested()) {
            retaining(() -> file.catchUp(this::visible))
                    .onFailure(cause -> LOG.warn("Cannot digest upload {} yet", id(), cause));
        }
    }

    private long store(ByteBuffer[] blocks, int length) throws IOException {
        file.lock().requireInPlace();
        services.reservations().require(id(), spec(), length);
        try {
            file.write(blocks, length);
        } catch (IOException e) {
            throw afterFailedWrite(e);
        }
        countBytes();
        followers().signal();
        syncPeriodically();
        return offset();
    }

    private void countBytes() {
        services.reservations().update(id(), spec(), offset(), file.writtenAt());
    }

    /**
     * After a full disk, the upload can be resumed after the bytes that were written, since a follower in another process may
     * have read them. Any other failure ends the upload, unless the disk is gone with it.
     */
    private StoreException afterFailedWrite(IOException cause) throws IOException {
        services.root().requirePresent();
        StoreException reason = translate(cause);
        if (reason.code() == ErrorCode.RESOURCE_EXHAUSTED) {
            file.advanceToEnd();
            countBytes();
            followers().signal();
        } else {
            discardAfter(reason);
        }
        return reason;
    }

    private void syncPeriodically() {
        if (visible() - file.record().durable() >= SYNC_BYTES && syncing.compareAndSet(false, true)) {
            retaining(() -> blocking(this::syncOrDiscard)).onComplete(done -> syncing.set(false));
        }
    }

    private long syncOrDiscard() throws IOException {
        try {
            return file.sync();
        } catch (IOException e) {
            throw afterFailedSync(e);
        }
    }

    private StoreException afterFailedSync(IOException cause) throws IOException {
        LOG.error("Cannot sync upload {}; it is discarded", id(), cause);
        StoreException reason =
                new StoreException(ErrorCode.INTERNAL, "'" + name() + "': sync failed; upload was discarded");
        discardAfter(reason);
        return reason;
    }

    private Future<Optional<String>> hex(long size, boolean isRequested) {
        Origin copied = origin;
        if (copied != null) {
            return Future.succeededFuture(copied.sha256()); // An unknown one is computed when it is requested.
        }
        return isDigested() || isRequested
                ? retaining(() -> file.catchUp(() -> size))
                        .map(v -> Optional.of(file.digest().hex()))
                : Future.succeededFuture(Optional.empty());
    }

    private FileInfo publish(Optional<String> found, Optional<String> requested) throws IOException {
        requireWhole();
        try {
            Optional<StoreException> mismatch = mismatch(found, requested);
            if (mismatch.isPresent()) {
                throw mismatch.get();
            }
            Origin copied = origin;
            if (copied != null) {
                file.setModified(copied.modified());
            }
            FileInfo published = services.publisher().publish(file.lock(), spec(), found, file::recordEnd);
            removeRunningRecord();
            complete(published);
            return published;
        } catch (UnknownDurabilityException visible) {
            observer.published(this, visible);
            visible.file().ifPresent(this::complete);
            throw visible;
        } catch (StoreException refused) {
            if (refused.code() != ErrorCode.UNAVAILABLE) { // Temporary; the bytes are unchanged.
                discardAfter(refused);
            }
            throw refused;
        } catch (Publisher.SyncFailedException e) {
            throw afterFailedSync(e);
        } catch (UploadLock.LostException e) { // Followers stay, and see the changes by the other process.
            StoreException taken = new StoreException(ErrorCode.ABORTED, "upload was taken over by another process");
            disown(taken);
            throw taken;
        } catch (IOException e) {
            StoreException reason = translate(e);
            services.root().requirePresent();
            if (reason.code() != ErrorCode.RESOURCE_EXHAUSTED) { // Temporary; the bytes are unchanged.
                discardAfter(reason);
            }
            throw reason;
        }
    }

    /** The end is recorded elsewhere, except that of a part. If this fails, the sweeper removes the record. */
    private void removeRunningRecord() {
        if (spec().role() == UploadSpec.Role.FILE && services.settings().keepsRecord(spec())) {
            try {
                services.folder().deleteRecord(id());
            } catch (IOException e) {
                LOG.debug("Cannot delete the record of the published upload {}", id(), e);
            }
        }
    }

    private void discardAfter(StoreException reason) throws IOException {
        discard(reason.code() == ErrorCode.ABORTED ? reason : StoreErrors.uploadDiscarded(reason), reason);
    }

    private void discard(StoreException reason, StoreException toWriter) throws IOException {
        if (end(reason, toWriter)) {
            services.folder().delete(id());
        }
    }

    /** Retains the upload until work in the background has ended, which may need the file longer than the writer. */
    private <T> Future<T> retaining(Supplier<Future<T>> work) {
        return retain()
                ? services.workers().inBackground(() -> work.get().eventually(this::release))
                : Future.failedFuture(StoreErrors.uploadClosed());
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return services.workers().run(name(), work);
    }

    private Future<Void> blocking(UploadWorkers.Action work) {
        return services.workers().run(name(), work);
    }
}
