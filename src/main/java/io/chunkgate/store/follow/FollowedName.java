package io.chunkgate.store.follow;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A file that is followed by its name. When another upload publishes the name before a byte was available here, the follower goes
 * over to that file; it fails if another size was announced, as the client may know that.
 */
public final class FollowedName implements StoredFile, UploadProgress {
    private final InProgressFile first;
    private final Supplier<Future<StoredFile>> again;
    private final Content content = new Content();
    private Future<StoredFile> next = Future.failedFuture("not replaced");

    /**
     * @param first closed with this
     * @param again follows the name once more
     */
    public FollowedName(InProgressFile first, Supplier<Future<StoredFile>> again) {
        this.first = first;
        this.again = again;
    }

    private StoredFile current() {
        return next.succeeded() ? next.result() : first;
    }

    @Override
    public FileInfo info() {
        return first.info();
    }

    @Override
    public Optional<UploadProgress> progress() {
        return Optional.of(this);
    }

    @Override
    public UploadId upload() {
        return current().progress().map(UploadProgress::upload).orElseGet(first::upload);
    }

    @Override
    public OptionalLong size() {
        return first.size();
    }

    @Override
    public long storedBytes() {
        return current().progress().map(UploadProgress::storedBytes).orElseGet(() -> current()
                .info()
                .size());
    }

    @Override
    public Future<Long> available(long position) {
        return next.succeeded()
                ? available(next.result(), position)
                : first.available(position)
                        .recover(cause -> goOver(position, cause).compose(file -> available(file, position)));
    }

    private static Future<Long> available(StoredFile file, long position) {
        return file.progress()
                .map(progress -> progress.available(position))
                .orElseGet(() -> Future.succeededFuture(Math.max(0, file.info().size() - position)));
    }

    /** Bytes of two files are never mixed: an upload that becomes unavailable later ends here. */
    private Future<StoredFile> goOver(long position, Throwable cause) {
        if (position > 0 || !StoreException.hasCode(cause, ErrorCode.UNAVAILABLE)) {
            return Future.failedFuture(cause);
        }
        if (next.isComplete()) {
            next = again.get().compose(file -> requireSameSize(file, cause));
        }
        return next;
    }

    private Future<StoredFile> requireSameSize(StoredFile file, Throwable cause) {
        boolean isSame = size().isEmpty() || size().equals(sizeOf(file));
        return isSame && !content.isReleased()
                ? Future.succeededFuture(file)
                : file.close().transform(closed -> Future.failedFuture(cause));
    }

    private static OptionalLong sizeOf(StoredFile file) {
        return file.progress()
                .map(UploadProgress::size)
                .orElseGet(() -> OptionalLong.of(file.info().size()));
    }

    @Override
    public Future<FileInfo> published() {
        return current()
                .progress()
                .map(UploadProgress::published)
                .orElseGet(() -> Future.succeededFuture(current().info()));
    }

    @Override
    public AsyncFile content() {
        return content;
    }

    @Override
    public Future<Void> verify() {
        return current().verify();
    }

    @Override
    public Future<Void> close() {
        return content.close();
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
            return available(position)
                    .compose(count -> count == 0
                            ? Future.succeededFuture(0)
                            : fill(current().content(), target, position));
        }

        @Override
        protected Future<Void> release() {
            return first.close()
                    .eventually(() -> next.succeeded() ? next.result().close() : Future.succeededFuture());
        }
    }
}
