package io.chunkgate.store.follow;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that is read while it is uploaded. */
public final class InProgressFile implements StoredFile, UploadProgress {
    private final Context context;
    private final OpenUpload upload;
    private final Content content = new Content();
    /** Fails when another upload has published the file of the followed name. */
    private final Promise<Void> replaced = Promise.promise();

    /**
     * Follows the upload, whatever is published under its name.
     *
     * @param context on which all results arrive
     * @param upload  retained for this, and released with it
     */
    public InProgressFile(Context context, OpenUpload upload) {
        this.context = context;
        this.upload = upload;
    }

    @Override
    public FileInfo info() {
        long size = size().orElse(storedBytes());
        return new FileInfo(upload.spec().name(), size, upload.status().createdAt(), "", Optional.empty());
    }

    @Override
    public Optional<UploadProgress> progress() {
        return Optional.of(this);
    }

    @Override
    public UploadId upload() {
        return upload.id();
    }

    @Override
    public OptionalLong size() {
        return upload.spec().size();
    }

    @Override
    public long storedBytes() {
        return upload.visible();
    }

    @Override
    public Future<FileInfo> published() {
        Promise<FileInfo> first = Promise.promise();
        replaced.future().onFailure(first::tryFail);
        upload.published().onSuccess(first::tryComplete).onFailure(first::tryFail);
        return onContext(first.future());
    }

    @Override
    public Future<Long> available(long position) {
        return onContext(upload.followers().waitUnless(() -> hasBytesAt(position)))
                .compose(change -> countOrWait(position));
    }

    @Override
    public AsyncFile content() {
        return content;
    }

    @Override
    public Future<Void> verify() {
        return published().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return content.close();
    }

    /** Ends the download of a follower of the name: another upload has published the file since. */
    void replaced() {
        replaced.tryFail(StoreErrors.followedFileReplaced(upload.name(), false));
    }

    private boolean hasBytesAt(long position) {
        return upload.visible() > position || isEnded();
    }

    private boolean isEnded() {
        return replaced.future().isComplete() || upload.isEnded();
    }

    private Future<Long> countOrWait(long position) {
        if (content.isReleased()) {
            return Future.failedFuture(StoreErrors.fileClosed());
        }
        if (replaced.future().failed()) { // A client without bytes may begin with the published file.
            return Future.failedFuture(StoreErrors.followedFileReplaced(upload.name(), position == 0));
        }
        if (upload.published().failed()) {
            return Future.failedFuture(upload.published().cause());
        }
        long count = upload.visible() - position;
        if (count > 0) {
            return Future.succeededFuture(count);
        }
        return isEnded()
                ? Future.succeededFuture(0L)
                : available(position); // Staged bytes were rolled back, or the signal was for another reader.
    }

    private <T> Future<T> onContext(Future<T> result) {
        return upload.onContext(context, result);
    }

    private final class Content extends ReadOnlyFile {
        boolean isReleased() {
            return isClosed();
        }

        @Override
        public long sizeBlocking() {
            return storedBytes();
        }

        @Override
        protected Future<Integer> fill(ByteBuffer target, long position) {
            return available(position).compose(count -> {
                if (count == 0) {
                    return Future.succeededFuture(0);
                }
                int length = (int) Math.min(target.remaining(), count);
                return onContext(upload.fill(target.slice(target.position(), length), position));
            });
        }

        @Override
        protected Future<Void> release() {
            upload.forgetFollowerOfName(InProgressFile.this);
            upload.followers().signal();
            return onContext(upload.release());
        }
    }
}
