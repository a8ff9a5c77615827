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
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An upload that somebody in this process has open: one writer at most and any number of followers. While there is a
 * writer, this process holds the last epoch and knows all; else another process may write, and what the bucket has is
 * looked up now and then for those who wait. What changes it runs in order; what asks may come from any thread.
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

    /** With one user, the caller, and no writer yet. */
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

    /** The last epoch that is known of. */
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

    /** Whether this process holds the last epoch, as far as it knows. */
    boolean isOwned() {
        return bytes != null;
    }

    UploadInfo info(long digested) {
        UploadState state = published.future().succeeded()
                ? new UploadState.Complete(published.future().result())
                : new UploadState.Running();
        return new UploadInfo(id, spec(), createdAt(), expiresAt(), visible(), stored(), digested, state);
    }

    /** Adds a user, unless the last one is gone. */
    boolean retain() {
        return users.retain();
    }

    /** Takes a user away; returns true for the last one. */
    boolean release() {
        return users.release();
    }

    /** Runs work behind all that was asked for before. */
    <T> Future<T> run(Supplier<Future<T>> task) {
        return work.run(task);
    }

    /** As {@link #run}, for the writer alone, with what it writes. */
    <T> Future<T> runAs(S3Upload handle, Function<BlockWriter, Future<T>> task) {
        return run(() -> task.apply(requireWriter(handle)).onFailure(this::loseIfTakenOver));
    }

    /** @throws StoreException {@code ABORTED}, or what ended the upload */
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

    /** Makes this process the one that writes. */
    void own(UploadSnapshot now, BlockWriter by) {
        known = now;
        bytes = by;
        writtenAt = Instant.now();
    }

    /** What this process writes with, if it is the one that does. */
    Optional<BlockWriter> bytes() {
        return Optional.ofNullable(bytes);
    }

    /** Says which epoch this process holds now. */
    void entered(Epoch next) {
        known = new UploadSnapshot(id, next, known.chain(), known.modified(), Optional.empty());
        bytes().ifPresent(own -> own.enter(next.number()));
    }

    /** Makes another the writer; the one before has lost the upload. */
    void handTo(S3Upload next) {
        S3Upload before = exchangeWriter(next);
        if (before != null) {
            before.lose(StoreErrors.uploadTakenOver());
        }
    }

    /** Another process has the upload, or nobody; the writer here has lost it. Followers wait for what is stored. */
    void disown(StoreException toWriter) {
        S3Upload loser = exchangeWriter(null);
        leave();
        if (loser != null) {
            loser.lose(toWriter);
        }
    }

    /** Nobody here writes any more. */
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

    /** Counts what was written, and tells the followers. */
    void advanced() {
        writtenAt = Instant.now();
        followers.signal();
    }

    /** Takes over what was found in the bucket, while another process may write. */
    void refreshed(UploadSnapshot now) {
        if (!isOwned()) {
            known = now;
            writtenAt = now.modified();
            followers.signal();
        }
    }

    /** Ends the upload well. */
    void complete(FileInfo file) {
        published.tryComplete(file);
        followers.signal();
    }

    /** Ends the upload; the writer may hear another reason than the followers. */
    void end(StoreException reason, StoreException toWriter) {
        published.tryFail(reason);
        disown(toWriter);
    }

    /** Whether a follower waits for what another process does. */
    boolean isWatching() {
        return !isOwned() && !published.future().isComplete() && users.hasUsers();
    }

    /** Those who read along. */
    @Override
    public Followers followers() {
        return followers;
    }

    /** Bytes that count, from memory or from the bucket. */
    Future<Buffer> read(long position, int length) {
        BlockWriter own = bytes;
        if (own == null) {
            return new BlockReader(bucket, id, known.chain()).read(position, length);
        }
        return own.read(position, length)
                .map(Future::succeededFuture)
                .orElseGet(() -> new BlockReader(bucket, id, own.chain()).read(position, length));
    }

    private synchronized @Nullable S3Upload exchangeWriter(@Nullable S3Upload next) {
        S3Upload before = writer;
        writer = next;
        return before;
    }
}
