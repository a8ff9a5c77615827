package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads along with an upload, on whatever node it is written: when it goes on elsewhere, or its node dies, the next bytes
 * come from where it is then.
 */
final class FollowedFile implements StoredFile, Growth {
    /** Without a byte, before the follower is told that the upload is out of reach. */
    private static final int ATTEMPTS = 40;

    private static final Set<ErrorCode> ENDS = Set.of(ErrorCode.ABORTED, ErrorCode.DEADLINE_EXCEEDED);

    private final Following following;
    private final UploadInfo begun;
    private final Promise<FileInfo> published;
    private FollowSource source;
    private Future<Buffer> last = Future.succeededFuture();
    private volatile long storedBytes;
    private boolean asking;
    private boolean closed;

    /**
     * @param begun  the upload as it was when it was found
     * @param source where it is read first; closed by this
     */
    FollowedFile(Context context, Following following, UploadInfo begun, FollowSource source) {
        this.following = following;
        this.begun = begun;
        this.source = source;
        this.published = ((ContextInternal) context).promise();
        this.storedBytes = begun.offset();
    }

    @Override
    public FileInfo info() {
        return new FileInfo(begun.spec().name(), size().orElse(storedBytes), begun.createdAt(), "", Optional.empty());
    }

    @Override
    public Optional<Growth> growth() {
        return Optional.of(this);
    }

    @Override
    public UploadId upload() {
        return begun.id();
    }

    @Override
    public OptionalLong size() {
        return begun.spec().size();
    }

    @Override
    public long storedBytes() {
        return storedBytes;
    }

    /** Who reads to the end learns it there; who does not has to ask. */
    @Override
    public Future<FileInfo> published() {
        if (!asking && !published.future().isComplete()) {
            asking = true;
            askUntilPublished();
        }
        return published.future();
    }

    @Override
    public Future<Void> verify() {
        return published().mapEmpty();
    }

    /** Reads wait for one another, so that they are in order. */
    @Override
    public Future<Buffer> read(long position, int length) {
        Future<Buffer> next = last.transform(before -> read(position, length, ATTEMPTS));
        last = next;
        return next;
    }

    private Future<Buffer> read(long position, int length, int attempts) {
        if (closed) {
            return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
        }
        return source.read(position, length)
                .onSuccess(bytes -> arrived(position + bytes.length(), bytes.length() == 0))
                .recover(cause -> isPassing(cause, attempts)
                        ? readElsewhere(position, length, attempts - 1)
                        : Future.failedFuture(over(Errors.of(cause))));
    }

    private Future<Buffer> readElsewhere(long position, int length, int attempts) {
        return elsewhere()
                .transform(found -> found.succeeded()
                        ? read(position, length, attempts)
                        : isPassing(found.cause(), attempts)
                                ? readElsewhere(position, length, attempts - 1)
                                : Future.failedFuture(over(Errors.of(found.cause()))));
    }

    /** What ends the upload, if it does, goes to whoever waits for its end. */
    private StoreException over(StoreException failure) {
        if (!closed && ENDS.contains(failure.code())) {
            published.tryFail(failure);
        }
        return failure;
    }

    private void arrived(long end, boolean whole) {
        storedBytes = Math.max(storedBytes, end);
        if (whole) {
            source.complete().ifPresent(published::tryComplete);
        }
    }

    /** An upload that nobody knows any more was discarded. */
    private Future<Void> elsewhere() {
        source.close();
        return following
                .pause()
                .compose(paused -> following.source(begun.id()))
                .<Void>map(found -> {
                    source = found;
                    if (closed) {
                        found.close();
                    }
                    return null;
                })
                .recover(cause -> Errors.is(ErrorCode.NOT_FOUND, cause)
                        ? Future.failedFuture(new StoreException(ErrorCode.ABORTED, "upload: was discarded"))
                        : Future.failedFuture(cause));
    }

    private boolean isPassing(Throwable cause, int attempts) {
        return attempts > 1 && !closed && Errors.of(cause).code() == ErrorCode.UNAVAILABLE;
    }

    private void askUntilPublished() {
        following.upload(begun.id()).onComplete(state -> {
            if (state.succeeded() && state.result().state() instanceof UploadState.Complete complete) {
                published.tryComplete(complete.file());
            } else if (state.succeeded() && state.result().state() instanceof UploadState.Expired) {
                published.tryFail(new StoreException(ErrorCode.DEADLINE_EXCEEDED, "upload: expired"));
            } else if (Errors.is(ErrorCode.NOT_FOUND, state.cause())) {
                published.tryFail(new StoreException(ErrorCode.ABORTED, "upload: was discarded"));
            } else if (!closed && !published.future().isComplete()) {
                following.pause().onComplete(paused -> askUntilPublished());
            }
        });
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return source.close();
    }
}
