package io.chunkgate.store.memory;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** An upload that becomes a file of a {@link MemoryFileStore}. */
final class MemoryUpload implements Upload {
    private final MemoryFileStore store;
    private final MemoryRecord upload;
    private final Promise<StoreException> lost = Promise.promise();
    private boolean closed;

    MemoryUpload(MemoryFileStore store, MemoryRecord upload) {
        this.store = store;
        this.upload = upload;
    }

    @Override
    public UploadId id() {
        return upload.id;
    }

    @Override
    public UploadSpec spec() {
        return upload.spec;
    }

    @Override
    public long offset() {
        return upload.bytes.length();
    }

    @Override
    public long durableOffset() {
        return upload.durable;
    }

    @Override
    public Instant expiresAt() {
        return MemoryRecord.EXPIRES;
    }

    @Override
    public Future<StoreException> lost() {
        return lost.future();
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        return asWriter(() -> {
            long end = offset + data.length();
            require(offset == offset(), ErrorCode.FAILED_PRECONDITION, "offset", offset, "" + offset());
            long size = upload.spec.size().orElse(Long.MAX_VALUE);
            require(end <= size, ErrorCode.OUT_OF_RANGE, "end", end, "at most " + size);
            upload.bytes.appendBuffer(data);
            return end;
        });
    }

    @Override
    public Future<Long> sync() {
        return asWriter(() -> {
            upload.durable = upload.visible();
            return (long) upload.durable;
        });
    }

    @Override
    public Future<Void> setSize(long size) {
        return asWriter(() -> {
            long known = upload.spec.size().orElse(size);
            require(known == size, ErrorCode.FAILED_PRECONDITION, "size", size, "" + known);
            require(size >= offset(), ErrorCode.INVALID_ARGUMENT, "size", size, "at least " + offset());
            upload.spec = upload.spec.withSize(size);
            return null;
        });
    }

    @Override
    public Future<Void> stage() {
        return asWriter(() -> {
            upload.stagedStart = upload.bytes.length();
            return null;
        });
    }

    @Override
    public Future<Void> commitStaged() {
        return asWriter(() -> {
            upload.stagedStart = -1;
            return null;
        });
    }

    @Override
    public Future<Long> rollback() {
        return asWriter(() -> {
            upload.rollback();
            return offset();
        });
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return asWriter(() -> {
                    long size = upload.spec.size().orElse(offset());
                    require(size == offset(), ErrorCode.FAILED_PRECONDITION, "stored bytes", offset(), "" + size);
                    return null;
                })
                .compose(whole -> asWriter(() -> publish(sha256))
                        .recover(cause -> discard().transform(gone -> Future.failedFuture(cause))));
    }

    private FileInfo publish(Optional<String> sha256) {
        String found = TestData.sha256(upload.bytes.getBytes());
        for (Optional<String> expected : List.of(sha256, upload.spec.sha256())) {
            require(expected.orElse(found).equals(found), ErrorCode.DATA_LOSS, "sha256", found, "" + expected);
        }
        FileInfo info = store.publish(upload.spec, upload.bytes.getBytes());
        upload.state = new UploadState.Complete(info);
        upload.published.complete(info);
        return info;
    }

    @Override
    public Future<Void> discard() {
        return isRunning() ? store.discard(upload.id) : Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        store.closed();
        if (isWriter() && isRunning() && !upload.spec.resumable()) {
            return store.discard(upload.id);
        }
        if (isWriter()) {
            upload.rollback();
            upload.writer = null;
        }
        return Future.succeededFuture();
    }

    void lose(StoreException reason) {
        lost.tryComplete(reason);
    }

    private boolean isWriter() {
        return upload.writer == this;
    }

    private boolean isRunning() {
        return isWriter() && upload.state instanceof UploadState.Running;
    }

    private <T> Future<T> asWriter(Callable<T> work) {
        try {
            synchronized (upload) {
                if (!isRunning()) {
                    throw lost.future().isComplete()
                            ? lost.future().result()
                            : new StoreException(ErrorCode.FAILED_PRECONDITION, "upload: over (expected: running)");
                }
                T result = work.call();
                return Future.succeededFuture(result);
            }
        } catch (StoreException refused) {
            return Future.failedFuture(refused);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            upload.changed();
        }
    }

    private static void require(boolean holds, ErrorCode code, String what, Object value, String expected) {
        if (!holds) {
            throw StoreException.unexpected(code, what, value, expected);
        }
    }
}
