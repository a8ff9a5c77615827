package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
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
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An upload that is open in this process: at most one writer and any number of followers. While there is a writer, this
 * process has the last epoch, and the state in memory is authoritative; else another process may write, and the bucket is
 * read periodically for the followers. Changes run serially; the state may be read by any thread.
 */
public final class S3OpenUpload implements FollowedUpload {
    private final UploadId id;
    private final Bucket bucket;
    private final Duration expireAfter;
    private final SerialExecutor work = new SerialExecutor();
    private final Promise<FileInfo> published = Promise.promise();
    private final Followers followers = new Followers();
    private final RefCount users = new RefCount();

    private volatile UploadSnapshot known;
    private volatile @Nullable BlockWriter bytes;
    private volatile @Nullable S3Upload writer;
    private volatile Instant writtenAt;

    /** Has one user, the caller, and no writer. */
    S3OpenUpload(Bucket bucket, UploadSnapshot known, Duration expireAfter) {
        this.id = known.id();
        this.bucket = bucket;
        this.known = known;
        this.expireAfter = expireAfter;
        this.writtenAt = known.modified();
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
        return known.last().spec();
    }

    /** The last known epoch. */
    Epoch epoch() {
        return known.last();
    }

    /** How many bytes can be read. */
    @Override
    public long visible() {
        BlockWriter own = bytes;
        return own == null ? known.settled() : own.visible();
    }

    long stored() {
        BlockWriter own = bytes;
        return own == null ? known.offset() : own.stored();
    }

    long offset() {
        BlockWriter own = bytes;
        return own == null ? known.offset() : own.offset();
    }

    @Override
    public Instant createdAt() {
        return known.last().createdAt();
    }

    Instant expiresAt() {
        return writtenAt.plus(expireAfter);
    }

    @Override
    public Future<FileInfo> published() {
        return published.future();
    }

    /** Whether this process has the last known epoch. */
    boolean isOwned() {
        return bytes != null;
    }

    UploadInfo info(long digested) {
        UploadState state = published.future().succeeded()
                ? new UploadState.Complete(published.future().result())
                : new UploadState.Running();
        return new UploadInfo(id, spec(), createdAt(), expiresAt(), visible(), stored(), digested, state);
    }

    /** Adds a user; returns false when the last user has released the upload. */
    boolean retain() {
        return users.retain();
    }

    /** Removes a user; returns true for the last one. */
    boolean release() {
        return users.release();
    }

    /** Runs work after all earlier work. */
    <T> Future<T> run(Supplier<Future<T>> task) {
        return work.run(task);
    }

    /** As {@link #run}, with the block writer; fails when the handle is not the writer. */
    <T> Future<T> runAs(S3Upload handle, Function<BlockWriter, Future<T>> task) {
        return run(() -> task.apply(requireWriter(handle)).onFailure(this::loseIfTakenOver));
    }

    /** @throws StoreException {@code ABORTED}, or the reason why the upload ended */
    private BlockWriter requireWriter(S3Upload handle) {
        BlockWriter own = bytes;
        if (published.future().succeeded()) {
            throw StoreErrors.uploadComplete();
        }
        if (writer != handle || own == null) {
            throw handle.whyLost();
        }
        return own;
    }

    boolean isWrittenBy(S3Upload handle) {
        return writer == handle && !published.future().isComplete();
    }

    /** Makes this process the owner. */
    void own(UploadSnapshot now, BlockWriter by) {
        known = now;
        bytes = by;
        writtenAt = Instant.now();
    }

    /** The block writer, if this process is the owner. */
    Optional<BlockWriter> bytes() {
        return Optional.ofNullable(bytes);
    }

    /** Sets the epoch of this process. */
    void entered(Epoch next) {
        known = new UploadSnapshot(id, next, known.chain(), known.modified(), Optional.empty());
        bytes().ifPresent(own -> own.enter(next.number()));
    }

    /** Sets the writer; the previous writer loses the upload. */
    void handTo(S3Upload next) {
        S3Upload before = exchangeWriter(next);
        if (before != null) {
            before.lose(StoreErrors.uploadTakenOver());
        }
    }

    /** Ends the ownership of this process; the writer loses the upload, followers stay. */
    void disown(StoreException toWriter) {
        S3Upload loser = exchangeWriter(null);
        leave();
        if (loser != null) {
            loser.lose(toWriter);
        }
    }

    /** Removes the writer of this process. */
    void leave() {
        exchangeWriter(null);
        BlockWriter own = bytes;
        if (own != null) {
            known = new UploadSnapshot(id, known.last(), own.chain(), Instant.now(), known.outcome());
            bytes = null;
            own.idle().onComplete(idle -> own.close());
        }
        followers.signal();
    }

    private void loseIfTakenOver(Throwable cause) {
        if (cause instanceof StoreException known && known.code() == ErrorCode.ABORTED && isOwned()) {
            disown(known);
        }
    }

    /** Notifies the followers of written bytes. */
    void advanced() {
        writtenAt = Instant.now();
        followers.signal();
    }

    /** Applies the state in the bucket, when another process may write. */
    void refreshed(UploadSnapshot now) {
        if (!isOwned()) {
            known = now;
            writtenAt = now.modified();
            followers.signal();
        }
    }

    /** Ends the upload as published. */
    void complete(FileInfo file) {
        published.tryComplete(file);
        followers.signal();
    }

    /** Ends the upload, with a reason for the followers and one for the writer. */
    void end(StoreException reason, StoreException toWriter) {
        published.tryFail(reason);
        disown(toWriter);
    }

    /** Whether there are followers, and another process may write. */
    boolean isWatching() {
        return !isOwned() && !published.future().isComplete() && users.hasUsers();
    }

    @Override
    public Followers followers() {
        return followers;
    }

    /** Fills the target with visible bytes, from memory or from the bucket; returns how many. */
    Future<Integer> fill(ByteBuffer target, long position) {
        BlockWriter own = bytes;
        int copied = own == null ? 0 : own.fill(target, position);
        return copied > 0
                ? Future.succeededFuture(copied)
                : new BlockReader(bucket, id, own == null ? known.chain() : own.chain()).fill(target, position);
    }

    private synchronized @Nullable S3Upload exchangeWriter(@Nullable S3Upload next) {
        S3Upload before = writer;
        writer = next;
        return before;
    }
}
