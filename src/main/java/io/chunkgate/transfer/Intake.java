package io.chunkgate.transfer;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;

/**
 * One run of a client's bytes into the store: the counterpart of {@link Download}. It owns the open upload and the entry
 * in the registry, and gives both back exactly once, by {@link #publish} or by {@link #discard}.
 */
public final class Intake {
    private final Upload upload;
    private final Transfer transfer;
    private final UploadStream stream;

    private Intake(Upload upload, Transfer transfer) {
        this.upload = upload;
        this.transfer = transfer;
        this.stream = new UploadStream(upload, transfer);
    }

    /**
     * Creates the upload. On failure, which is the store's, nothing is left open.
     *
     * @param transfer ended by the intake
     */
    public static Future<Intake> begin(FileStore store, UploadSpec spec, Transfer transfer) {
        return store.create(spec).map(upload -> new Intake(upload, transfer)).onFailure(cause -> transfer.end());
    }

    /** Where the client's bytes go; ended by this intake and nobody else. */
    public UploadStream stream() {
        return stream;
    }

    /** Stores what waits and publishes the file. When that fails, nothing is published and the bytes are deleted. */
    public Future<FileInfo> publish() {
        return stream.end()
                .compose(stored -> upload.commit())
                .recover(cause -> upload.discard().transform(discarded -> Future.failedFuture(cause)))
                .eventually(this::close);
    }

    /** Publishes nothing and deletes the bytes; succeeds when the store has nothing of them any more. */
    public Future<Void> discard() {
        return stream.end().transform(settled -> upload.discard()).eventually(this::close);
    }

    private Future<Void> close() {
        return upload.close().onComplete(closed -> transfer.end());
    }
}
