package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** An upload whose bytes count for usages: from when they are announced, or else from when they come. */
final class QuotaUpload extends ForwardingUpload {
    private final List<Quotas.Bound> bounds;
    private final FileStore store;
    private long heldBytes;
    private boolean over;

    /**
     * @param bounds which hold what the upload has announced
     * @param store  where it will be published
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

    /** What somebody else put there meanwhile counts too. */
    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        try {
            bounds.forEach(bound -> bound.require(0));
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        return Quotas.size(store, spec().name())
                .compose(replaced -> super.commit(sha256).onSuccess(file -> published(file, replaced)))
                .onFailure(this::failed);
    }

    @Override
    public Future<Void> discard() {
        return super.discard().onSuccess(v -> forget());
    }

    @Override
    public Future<Void> close() {
        if (!over && spec().resumable()) {
            bounds.forEach(bound -> bound.usage().keep(id(), expiresAt()));
        } else if (!over) {
            forget();
        }
        return super.close();
    }

    private Future<Void> held(long bytes) {
        if (bytes <= heldBytes) {
            return Future.succeededFuture();
        }
        try {
            bounds.forEach(bound -> bound.hold(id(), bytes));
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        heldBytes = bytes;
        return Future.succeededFuture();
    }

    /** A part is no file; it waits for being joined. */
    private void published(FileInfo file, long replaced) {
        if (spec().role() == UploadSpec.Role.FILE) {
            forget();
            bounds.forEach(bound -> bound.usage().changed(file.size() - replaced));
        }
    }

    /** As {@link Upload#commit(Optional)} has it, these two leave the upload. */
    private void failed(Throwable cause) {
        boolean left = cause instanceof StoreException failure
                && (failure.code() == ErrorCode.RESOURCE_EXHAUSTED || failure.code() == ErrorCode.FAILED_PRECONDITION);
        if (!left) {
            forget();
        }
    }

    private void forget() {
        over = true;
        bounds.forEach(bound -> bound.usage().forget(id()));
    }
}
