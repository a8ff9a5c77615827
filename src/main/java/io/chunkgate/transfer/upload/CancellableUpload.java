package io.chunkgate.transfer.upload;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;

/** An upload that its writer also loses when the transfer is cancelled. Closed, it stays for another writer. */
final class CancellableUpload extends ForwardingUpload {
    private final Promise<StoreException> lost = VertxInternals.promise();

    CancellableUpload(Upload upload, Future<StoreException> cancelled) {
        super(upload);
        upload.lost().onSuccess(lost::tryComplete);
        cancelled.onSuccess(lost::tryComplete);
    }

    @Override
    public Future<StoreException> lost() {
        return lost.future();
    }

    /** Publishes nothing for a client that may no longer write. */
    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return lost.future().isComplete()
                ? Future.failedFuture(Objects.requireNonNull(lost.future().result()))
                : super.commit(sha256);
    }
}
