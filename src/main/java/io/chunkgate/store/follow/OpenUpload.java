package io.chunkgate.store.follow;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An upload that is open in this process: at most one writer and any number of followers. It is retained for each of them, and
 * closed with the last. Decides who may write; a store implements what it does with the bytes.
 *
 * <p>Changes run serially. Their results arrive on any thread, with failures for {@link #translate}. The state may be read by
 * any thread.
 */
public abstract class OpenUpload {
    /** A writer that is slower does not keep those who follow the name from a newer file. */
    private static final Duration IDLE = Duration.ofMillis(500);

    private final UploadId id;
    private final UploadLimits limits;
    private final SerialExecutor work = new SerialExecutor();
    private final Promise<FileInfo> published = Promise.promise();
    private final Followers followers = new Followers();
    private final RefCount users = new RefCount();
    private final Set<InProgressFile> followersOfName = ConcurrentHashMap.newKeySet();
    /** Held for no input or output, as event loops take it. */
    private final Object writerLock = new Object();

    private volatile @Nullable UploadHandle writer;

    /** Has one user, the caller, and no writer. */
    protected OpenUpload(UploadId id, UploadLimits limits) {
        this.id = id;
        this.limits = limits;
    }

    public final UploadId id() {
        return id;
    }

    /**
     * The state of an upload at one moment.
     *
     * @param changedAt when bytes were written last, or when it ended
     * @param offset    the number of written bytes, including staged ones
     * @param visible   the number of written bytes without staged ones
     * @param durable   how many visible bytes survive a power loss
     * @param digested  how many bytes are digested
     * @param staged    whether further bytes are staged
     * @param owned     whether only this process may write: then the state in memory is authoritative
     */
    public record Status(
            UploadSpec spec,
            Instant createdAt,
            Instant changedAt,
            long offset,
            long visible,
            long durable,
            long digested,
            boolean staged,
            boolean owned) {}

    protected abstract Status status();

    public final UploadSpec spec() {
        return status().spec();
    }

    public final FileName name() {
        return spec().name();
    }

    public final long offset() {
        return status().offset();
    }

    /** The number of bytes that followers can read. */
    public final long visible() {
        return status().visible();
    }

    public final boolean isOwned() {
        return status().owned();
    }

    public final Instant expiresAt() {
        return status().changedAt().plus(limits.expireAfter());
    }

    /** Succeeds with the published file; fails when the upload ends without one. Completes on any thread. */
    public final Future<FileInfo> published() {
        return published.future();
    }

    /** Whether the upload is published, or ended without that. */
    public final boolean isEnded() {
        return published.future().isComplete();
    }

    /** Whether the upload has expired, and nothing has ended it yet. */
    public final boolean isOverdue() {
        return !isEnded() && expiresAt().isBefore(Instant.now());
    }

    public final UploadInfo info() {
        UploadState state = published.future().succeeded()
                ? new UploadState.Complete(published.future().result())
                : new UploadState.Running();
        Status now = status();
        return new UploadInfo(
                id, now.spec(), now.createdAt(), expiresAt(), now.visible(), now.durable(), now.digested(), state);
    }

    protected final Followers followers() {
        return followers;
    }

    /** As a file, for a follower of its name, until another upload has published that; see {@link FollowedName}. */
    public final InProgressFile followName(Context context) {
        InProgressFile file = new InProgressFile(context, this);
        followersOfName.add(file);
        return file;
    }

    final void forgetFollowerOfName(InProgressFile file) {
        followersOfName.remove(file);
    }

    /** Whether someone who follows the name waits for an idle writer, so that {@link #nameChecked} is to be called. */
    public final boolean isNameCheckDue() {
        return !followersOfName.isEmpty()
                && status().changedAt().isBefore(Instant.now().minus(IDLE));
    }

    /**
     * Ends the downloads of those who follow the name, if its file is newer. The work of the writer ends before: the file may be
     * the one that it publishes just now.
     *
     * @param file the published file of the name
     */
    public final Future<Void> nameChecked(FileInfo file) {
        return retain()
                ? run(() -> {
                            if (!isEnded() && isNewer(file, status().changedAt())) {
                                replaced();
                            }
                            return Future.<Void>succeededFuture();
                        })
                        .eventually(this::release)
                : Future.succeededFuture();
    }

    /** Ends the downloads of those who follow the name: another upload has published it. */
    protected final void replaced() {
        followersOfName.forEach(InProgressFile::replaced);
        followers.signal();
    }

    /** Whether a file was written after the last byte of an upload; a time in the future says nothing. */
    public static boolean isNewer(FileInfo file, Instant changedAt) {
        return file.modified().isAfter(changedAt) && !file.modified().isAfter(Instant.now());
    }

    /** Adds a user; returns false when the last user has released the upload. */
    public final boolean retain() {
        return users.retain();
    }

    /** Removes a user; the last one closes the upload. */
    public final Future<Void> release() {
        return users.release() ? close() : Future.succeededFuture();
    }

    /** Frees the resources of an upload without users; called once. */
    protected abstract Future<Void> close();

    /** Begins to write a new upload. The result releases it. */
    public final Upload begin(Context context) {
        UploadHandle first = new UploadHandle(context, this);
        writer = first;
        return first;
    }

    /**
     * Hands an upload that this process owns to a new writer, when the work of the previous one has ended and its staged bytes
     * are dropped. The result releases the upload; it is also released on failure.
     */
    public final Future<Upload> takeOver(Context context) {
        UploadHandle next = new UploadHandle(context, this);
        UploadHandle before = next;
        synchronized (writerLock) { // Another process may claim the upload at any time.
            if (isOwned()) {
                before = writer;
                writer = next;
            }
        }
        if (before != null) {
            before.lose(StoreErrors.uploadTakenOver());
        }
        return next.rollback().<Upload>map(next).recover(lost -> next.close()
                .transform(closed -> Future.failedFuture(lost)));
    }

    /** Runs work after all earlier work. */
    public final <T> Future<T> run(Supplier<Future<T>> task) {
        return work.run(task);
    }

    /** As {@link #run}; fails when the handle is not the writer. */
    protected <T> Future<T> runAs(UploadHandle handle, Supplier<Future<T>> task) {
        return run(() -> {
            requireWriter(handle);
            return task.get();
        });
    }

    /** See {@link Upload#write}; called within {@link #runAs}, as all of the writer's calls are. */
    final Future<Long> write(long from, Buffer data) {
        if (from != offset()) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "offset", from, Long.toString(offset()));
        }
        ByteBuf bytes = VertxInternals.byteBuf(data);
        long end = from + bytes.readableBytes();
        spec().requireFits(end, limits.maxFileSize());
        return append(bytes, end);
    }

    /** See {@link Upload#setSize}. */
    final Future<Void> setSize(long size) {
        UploadSpec announced = spec().announce(size, offset());
        announced.requireFits(size, limits.maxFileSize());
        return announce(announced);
    }

    /** Appends bytes, of which the last one ends at the offset; returns the offset. */
    protected abstract Future<Long> append(ByteBuf data, long end);

    /** Makes the announced size durable. */
    protected abstract Future<Void> announce(UploadSpec announced);

    /** See {@link Upload#sync}. */
    protected abstract Future<Long> sync();

    /** See {@link Upload#stage}. */
    protected abstract Future<Void> stage();

    /** See {@link Upload#commitStaged}. */
    protected abstract Future<Void> commitStaged();

    /** See {@link Upload#rollback}. */
    protected abstract Future<Long> rollback();

    /** See {@link Upload#commit}; calls {@link #runAs} itself. */
    protected abstract Future<FileInfo> commit(UploadHandle by, Optional<String> sha256);

    /** Ends the upload and deletes its bytes; called within {@link #run}. Does nothing when it has ended. */
    public abstract Future<Void> discard(StoreException reason);

    /** Stores what is left when the writer closes a resumable upload; called within {@link #run}. */
    protected abstract Future<Void> leave();

    /** Fills the target with visible bytes, from its position to its limit; returns how many, at least 1. */
    protected abstract Future<Integer> fill(ByteBuffer target, long position);

    /** The failure for clients. */
    protected abstract StoreException translate(Throwable cause);

    /** Moves a result to the context of a writer or follower, with its failure translated. */
    final <T> Future<T> onContext(Context context, Future<T> result) {
        Promise<T> here = VertxInternals.promise(context);
        result.onSuccess(here::complete).onFailure(cause -> here.fail(translate(cause)));
        return here.future();
    }

    /** Ends an upload of this process when it has expired by now. */
    public final Future<Void> expire() {
        return retain()
                ? run(() -> isOwned() && isOverdue() ? endExpired() : Future.<Void>succeededFuture())
                        .eventually(this::release)
                : Future.succeededFuture();
    }

    /** Ends an expired upload and deletes its bytes; called within {@link #run}. */
    protected abstract Future<Void> endExpired();

    /** See {@link Upload#discard}. */
    final Future<Void> discardAs(UploadHandle handle) {
        return run(() -> isWrittenBy(handle) ? discard(StoreErrors.uploadDiscarded()) : Future.<Void>succeededFuture());
    }

    /** Ends the use of the writer; see {@link Upload#close}. */
    final Future<Void> closeAs(UploadHandle handle) {
        return run(() -> {
                    if (!isWrittenBy(handle)) {
                        return Future.<Void>succeededFuture();
                    }
                    return isResumable()
                            ? leave().onComplete(left -> removeWriter(handle))
                            : discard(StoreErrors.uploadDiscarded());
                })
                .eventually(this::release);
    }

    /** A client that knows only the name begins again if no byte was stored. */
    private boolean isResumable() {
        return switch (spec().resumption()) {
            case NONE -> false;
            case BY_ID -> true;
            case BY_NAME -> offset() > 0;
        };
    }

    /** The size of an upload of which every byte is there; else fails. */
    protected final long requireWhole() {
        long size = spec().size().orElse(offset());
        if (size != offset() || status().staged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "stored bytes", visible(), Long.toString(size));
        }
        return size;
    }

    /** Why a digest is not the one that the client sent with the commit or announced; empty when it is. */
    protected final Optional<StoreException> mismatch(Optional<String> found, Optional<String> requested) {
        return Stream.of(requested, spec().sha256())
                .filter(expected -> expected.isPresent() && !expected.equals(found))
                .map(expected -> StoreException.unexpected(
                        ErrorCode.DATA_LOSS, "sha256", found.orElse("unknown"), expected.orElseThrow()))
                .findFirst();
    }

    /** Ends the upload as published. */
    public void complete(FileInfo file) {
        published.tryComplete(file);
        followers.signal();
    }

    /**
     * Ends the upload in this process, with a reason for the followers and one for the writer. Returns false when it had ended
     * before.
     */
    public boolean end(StoreException reason, StoreException toWriter) {
        boolean ended = published.tryFail(reason);
        if (ended) {
            removeWriter(toWriter);
        }
        return ended;
    }

    /** Ends the upload as another process has ended it; empty when it was discarded. */
    public final void endElsewhere(Optional<UploadState> found) {
        if (found.isEmpty()) {
            end(StoreErrors.uploadDiscarded(), StoreErrors.uploadDiscarded());
        } else if (found.get() instanceof UploadState.Complete complete) {
            complete(complete.file());
        } else if (found.get() instanceof UploadState.Expired) {
            end(StoreErrors.uploadExpired(), StoreErrors.uploadExpired());
        }
    }

    /** The writer loses the upload; followers stay. Called when this process is no longer the owner, or the upload has ended. */
    protected final void removeWriter(StoreException reason) {
        UploadHandle loser;
        synchronized (writerLock) {
            loser = writer;
            writer = null;
        }
        if (loser != null) {
            loser.lose(reason);
        }
        followers.signal();
    }

    /** @throws StoreException {@code ABORTED}, or the reason why the upload ended */
    private void requireWriter(UploadHandle handle) {
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

    private boolean isWrittenBy(UploadHandle handle) {
        return writer == handle && !isEnded();
    }

    /** Whether a client may write. */
    protected final boolean isWritten() {
        return writer != null;
    }

    /** Does nothing when another writer has taken over. */
    private void removeWriter(UploadHandle handle) {
        synchronized (writerLock) {
            if (writer == handle) {
                writer = null;
            }
        }
    }
}
