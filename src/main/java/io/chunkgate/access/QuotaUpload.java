package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts the bytes of an upload for its quotas: when they are announced, else when they are written. */
final class QuotaUpload extends ForwardingUpload {
    private final List<Quotas.Bound> bounds;
    private final FileStore store;
    private long heldBytes;
    private boolean ended;

    /**
     * @param bounds in which the announced size is already counted
     * @param store  in which it is published
     */
    QuotaUpload(Upload upload, List<Quotas.Bound> bounds, FileStore store) {
        super(upload);
        this.bounds = bounds;
        this.store = store;
        this.heldBytes = Math.max(upload.offset(), upload.spec().size().orElse(0));
        bounds.forEach(bound -> bound.usage().hold(id(), heldBytes, Long.MAX_VALUE));
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        return held(offset + data.length()).compose(v -> super.write(offset, data));
    }

    @Override
    public Future<Void> setSize(long size) {
        return held(size).compose(v -> super.setSize(size));
    }

    /** Files that others published in the meantime count too, so the quota is checked again. */
    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        FileName name = spec().name();
        return ifAllowed(bound -> bound.require(0))
                .compose(v -> Quotas.size(store, name))
                .compose(replaced -> super.commit(sha256).onComplete(done -> publishedBy(done)
                        .ifPresent(file -> published(file, file.name().equals(name) ? replaced : 0))))
                .onFailure(this::failed);
    }

    @Override
    public Future<Void> discard() {
        return super.discard().onSuccess(v -> release());
    }

    @Override
    public Future<Void> close() {
        if (!ended && spec().resumable()) {
            bounds.forEach(bound -> bound.usage().releaseAt(id(), expiresAt()));
        } else if (!ended) {
            release();
        }
        return super.close();
    }

    private Future<Void> held(long bytes) {
        if (bytes <= heldBytes) {
            return Future.succeededFuture();
        }
        return ifAllowed(bound -> bound.hold(id(), bytes)).onSuccess(v -> heldBytes = bytes);
    }

    private Future<Void> ifAllowed(Consumer<Quotas.Bound> check) {
        try {
            bounds.forEach(check);
            return Future.succeededFuture();
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private static Optional<FileInfo> publishedBy(AsyncResult<FileInfo> commit) {
        return commit.succeeded()
                ? Optional.of(commit.result())
                : UnknownDurabilityException.publishedBy(commit.cause());
    }

    /** A completed part still counts as an upload, as long as it exists. */
    private void published(FileInfo file, long replaced) {
        if (spec().role() == UploadSpec.Role.FILE) {
            ended = true;
            bounds.forEach(bound -> bound.usage().published(id(), file.size(), replaced, expiresAt()));
        }
    }

    /** After these two failures the upload continues; see {@link Upload#commit(Optional)}. */
    private void failed(Throwable cause) {
        boolean continues = StoreException.hasCode(cause, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.FAILED_PRECONDITION);
        if (!continues && UnknownDurabilityException.publishedBy(cause).isEmpty()) {
            release();
        }
    }

    private void release() {
        ended = true;
        bounds.forEach(bound -> bound.usage().release(id()));
    }
}
