package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.FollowedUpload;
import io.chunkgate.store.follow.Followers;
import io.chunkgate.store.follow.RefCount;
import io.chunkgate.store.follow.SerialExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An upload that is open in this process: at most one writer and any number of followers, on one descriptor, which is closed
 * with the last of them. While this process has the lock, only it writes, and the state in memory is authoritative; else
 * another process may write, and the folder is read periodically for the followers. Changes run serially on the worker pool;
 * the state may be read by any thread.
 */
final class OpenUpload implements FollowedUpload {
    private final UploadFolder folder;
    private final UploadSettings settings;
    private final UploadId id;
    private final UploadLock lock;
    private final SerialExecutor work = new SerialExecutor();
    private final SerialExecutor digesting = new SerialExecutor();
    private final Promise<FileInfo> published = Promise.promise();
    private final Followers followers = new Followers();
    private final RefCount users = new RefCount();

    private volatile UploadRecord record;
    private volatile long offset;
    private volatile Instant writtenAt;
    private volatile RunningDigest digest = new RunningDigest();
    private volatile @Nullable LocalUpload writer;
    private volatile boolean owned;

    /**
     * Has one user, the caller, and cannot be written before {@link #own}.
     *
     * @param lock   closed with the last user
     * @param offset how many bytes of the file are valid
     */
    OpenUpload(
            UploadFolder folder,
            UploadSettings settings,
            UploadId id,
            UploadRecord record,
            UploadLock lock,
            long offset,
            Instant writtenAt) {
        this.folder = folder;
        this.settings = settings;
        this.id = id;
        this.record = record;
        this.lock = lock;
        this.offset = offset;
        this.writtenAt = writtenAt;
    }

    @Override
    public UploadId id() {
        return id;
    }

    FileName name() {
        return spec().name();
    }

    @Override
    public UploadSpec spec() {
        return record.spec();
    }

    @Override
    public Instant createdAt() {
        return record.createdAt();
    }

    UploadRecord record() {
        return record;
    }

    UploadLock lock() {
        return lock;
    }

    RunningDigest digest() {
        return digest;
    }

    /** Whether this process has the lock, so that only it may write. */
    boolean isOwned() {
        return owned;
    }

    /**
     * Makes this process the owner; it has the lock.
     *
     * @param known of none or some of the valid bytes
     */
    synchronized void own(UploadRecord now, long bytes, Instant at, RunningDigest known) {
        refreshed(now, bytes, at);
        digest = known;
        owned = true;
    }

    /** Applies what another process wrote. */
    synchronized void refreshed(UploadRecord now, long bytes, Instant at) {
        record = now;
        offset = bytes;
        writtenAt = at;
        followers.signal();
    }

    /** Releases the lock, so that another process may write; the writer loses the upload, followers stay. Blocks. */
    synchronized void disown(StoreException toWriter) throws IOException {
        owned = false;
        LocalUpload loser = exchangeWriter(null);
        if (loser != null) {
            loser.lose(toWriter);
        }
        followers.signal();
        lock.unlock();
    }

    /** The number of written bytes, including staged ones. */
    long offset() {
        return offset;
    }

    /** The number of written bytes without staged ones. */
    @Override
    public long visible() {
        return record.stagedStart().orElse(offset);
    }

    Instant expiresAt() {
        return record.endedAt().orElse(writtenAt).plus(settings.expireAfter());
    }

    @Override
    public Future<FileInfo> published() {
        return published.future();
    }

    UploadInfo info() {
        UploadRecord now = record;
        UploadState state = published.future().succeeded()
                ? new UploadState.Complete(published.future().result())
                : new UploadState.Running();
        return new UploadInfo(
                id, now.spec(), now.createdAt(), expiresAt(), visible(), now.durable(), digest.position(), state);
    }

    /** Adds a user; returns false when the last user has released the upload. */
    boolean retain() {
        return users.retain();
    }

    /** Removes a user; returns true for the last one, which has to close the lock. */
    boolean release() {
        return users.release();
    }

    /** Runs blocking work after all earlier work. */
    <T> Future<T> run(Context context, Callable<T> blocking) {
        return work.run(() -> BlockingTasks.run(context, name(), blocking));
    }

    /** As {@link #run}; fails when the handle is not the writer. */
    <T> Future<T> runAs(LocalUpload handle, Context context, Callable<T> blocking) {
        return run(context, () -> {
            requireWriter(handle);
            return blocking.call();
        });
    }

    /** Runs work on the digest after all earlier work on it. */
    <T> Future<T> digest(Context context, Callable<T> blocking) {
        return digesting.run(() -> BlockingTasks.run(context, name(), blocking));
    }

    /** @throws StoreException {@code ABORTED}, or the reason why the upload ended */
    void requireWriter(LocalUpload handle) {
        if (published.future().succeeded()) {
            throw StoreErrors.uploadComplete();
        }
        if (writer != handle) {
            throw handle.whyLost();
        }
        if (published.future().failed()) {
            throw (StoreException) published.future().cause();
        }
    }

    boolean isWrittenBy(LocalUpload handle) {
        return writer == handle && !published.future().isComplete();
    }

    /** Sets the writer; the previous writer loses the upload with the next task. */
    synchronized void handTo(LocalUpload next) {
        if (!owned) {
            throw StoreErrors.uploadTakenOver();
        }
        LocalUpload before = exchangeWriter(next);
        if (before != null) {
            before.lose(StoreErrors.uploadTakenOver());
        }
    }

    /** Removes the writer and its staged bytes. Blocks. */
    void leave(LocalUpload handle) throws IOException {
        if (writer == handle) {
            rollback();
            exchangeWriter(null);
        }
    }

    /** Adds written bytes, and notifies the followers. */
    void advance(long end) {
        offset = end;
        writtenAt = Instant.now();
        followers.signal();
    }

    /** Changes the record, also on the disk if it is stored there; does nothing when another process owns it. Blocks. */
    synchronized void change(UnaryOperator<UploadRecord> change, boolean durable) throws IOException {
        if (!owned) {
            return;
        }
        UploadRecord changed = change.apply(record).revised();
        if (settings.keepsRecord(changed.spec())) {
            folder.write(id, changed, durable);
        }
        record = changed;
    }

    /** Drops the staged bytes. Blocks. */
    void rollback() throws IOException {
        OptionalLong start = record.stagedStart();
        if (start.isPresent()) {
            lock.channel().truncate(start.getAsLong());
            offset = start.getAsLong();
            change(now -> now.withStagedStart(OptionalLong.empty()), false);
        }
    }

    /** Makes the visible bytes durable; may run in parallel with writes. Blocks. */
    long sync() throws IOException {
        long end = visible();
        settings.disk().sync(lock.channel());
        change(now -> now.withDurable(end), true);
        return end;
    }

    /** Ends the upload as published. */
    void complete(FileInfo file) {
        offset = file.size();
        record = record.withStagedStart(OptionalLong.empty());
        published.tryComplete(file);
        followers.signal();
    }

    /** Ends the upload and deletes its bytes. Blocks. */
    void discard(StoreException reason) throws IOException {
        discard(reason, reason);
    }

    /** As {@link #discard(StoreException)}, with another reason for the writer than for the followers. Blocks. */
    void discard(StoreException reason, StoreException toWriter) throws IOException {
        if (end(reason, toWriter)) {
            folder.delete(id);
        }
    }

    /** Ends the upload in this process without a change of its files. Returns false when it had ended before. */
    boolean end(StoreException reason, StoreException toWriter) {
        if (!published.tryFail(reason)) {
            return false;
        }
        LocalUpload loser = exchangeWriter(null);
        if (loser != null) {
            loser.lose(toWriter);
        }
        followers.signal();
        return true;
    }

    @Override
    public Followers followers() {
        return followers;
    }

    private synchronized @Nullable LocalUpload exchangeWriter(@Nullable LocalUpload next) {
        LocalUpload before = writer;
        writer = next;
        return before;
    }
}
