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
 * An upload that is open in this process: one writer at most and any number of followers, on one descriptor, which is
 * closed with the last of them. While this process has the lock, it is the only one that writes, and knows all; else another
 * process may write, and what the folder has is read again now and then for those who follow. What changes the upload runs
 * in order on the worker pool; what asks may come from any thread.
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
     * With one user, the caller, and not to be written yet.
     *
     * @param lock   closed with the last user
     * @param offset how many bytes of the file count
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

    /** Whether this process has the lock, so that it alone may write. */
    boolean isOwned() {
        return owned;
    }

    /**
     * Makes this process the one that writes; it has the lock.
     *
     * @param known of none or some of the bytes that count
     */
    synchronized void own(UploadRecord now, long bytes, Instant at, RunningDigest known) {
        refreshed(now, bytes, at);
        digest = known;
        owned = true;
    }

    /** Takes over what another process wrote. */
    synchronized void refreshed(UploadRecord now, long bytes, Instant at) {
        record = now;
        offset = bytes;
        writtenAt = at;
        followers.signal();
    }

    /** Releases the lock, so that another process may write; the writer has lost the upload, followers stay. Blocks. */
    synchronized void disown(StoreException toWriter) throws IOException {
        owned = false;
        LocalUpload loser = exchangeWriter(null);
        if (loser != null) {
            loser.lose(toWriter);
        }
        followers.signal();
        lock.unlock();
    }

    /** Every byte that was written, provisional ones included. */
    long offset() {
        return offset;
    }

    /** Every byte that counts. */
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

    /** Adds a user, unless the last one is gone. */
    boolean retain() {
        return users.retain();
    }

    /** Takes a user away; returns true for the last one, who has the lock closed. */
    boolean release() {
        return users.release();
    }

    /** Runs blocking work behind all that was asked for before. */
    <T> Future<T> run(Context context, Callable<T> blocking) {
        return work.run(() -> BlockingTasks.run(context, name(), blocking));
    }

    /** As {@link #run}, for the writer alone. */
    <T> Future<T> runAs(LocalUpload handle, Context context, Callable<T> blocking) {
        return run(context, () -> {
            requireWriter(handle);
            return blocking.call();
        });
    }

    /** Runs work on the digest behind all such work before. */
    <T> Future<T> digest(Context context, Callable<T> blocking) {
        return digesting.run(() -> BlockingTasks.run(context, name(), blocking));
    }

    /** @throws StoreException {@code ABORTED}, or what ended the upload */
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

    /** Makes another the writer; the one before loses the upload with the next task. */
    synchronized void handTo(LocalUpload next) {
        if (!owned) {
            throw StoreErrors.uploadTakenOver();
        }
        LocalUpload before = exchangeWriter(next);
        if (before != null) {
            before.lose(StoreErrors.uploadTakenOver());
        }
    }

    /** What the writer leaves behind when it goes: nothing provisional. Blocks. */
    void leave(LocalUpload handle) throws IOException {
        if (writer == handle) {
            rollback();
            exchangeWriter(null);
        }
    }

    /** Counts what was written, and tells the followers. */
    void advance(long end) {
        offset = end;
        writtenAt = Instant.now();
        followers.signal();
    }

    /** Changes the record, on the disk as well where it is kept there; not where another process may write it. Blocks. */
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

    /** Forgets what is provisional. Blocks. */
    void rollback() throws IOException {
        OptionalLong start = record.stagedStart();
        if (start.isPresent()) {
            lock.channel().truncate(start.getAsLong());
            offset = start.getAsLong();
            change(now -> now.withStagedStart(OptionalLong.empty()), false);
        }
    }

    /** Makes what counts now durable; beside writes that go on. Blocks. */
    long sync() throws IOException {
        long end = visible();
        settings.disk().sync(lock.channel());
        change(now -> now.withDurable(end), true);
        return end;
    }

    /** Ends the upload well. */
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

    /** As {@link #discard(StoreException)}, where the writer hears another reason than the followers. Blocks. */
    void discard(StoreException reason, StoreException toWriter) throws IOException {
        if (end(reason, toWriter)) {
            folder.delete(id);
        }
    }

    /** Ends the upload here, and leaves its files alone. Returns false when it has ended before. */
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

    /** Those who read along. */
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
