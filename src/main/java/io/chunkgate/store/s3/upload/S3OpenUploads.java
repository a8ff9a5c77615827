package io.chunkgate.store.s3.upload;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.object.Epoch;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads that are open in this process; loads the state of others from the bucket. Safe for any thread. */
public final class S3OpenUploads {
    private static final Logger LOG = LoggerFactory.getLogger(S3OpenUploads.class);

    private final UploadObjects objects;
    private final UploadCommitter committer;
    private final S3Settings settings;
    private final Map<UploadId, S3OpenUpload> open = new ConcurrentHashMap<>();

    S3OpenUploads(UploadObjects objects, UploadCommitter committer, S3Settings settings) {
        this.objects = objects;
        this.committer = committer;
        this.settings = settings;
    }

    Optional<S3OpenUpload> get(UploadId id) {
        return Optional.ofNullable(open.get(id));
    }

    /** An open upload, retained for the caller. */
    Optional<S3OpenUpload> retained(UploadId id) {
        return get(id).filter(S3OpenUpload::retain);
    }

    /** A running upload, retained for the caller. Fails with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}. */
    public Future<S3OpenUpload> find(UploadId id) {
        return retained(id).map(Future::succeededFuture).orElseGet(() -> loadRunning(id)
                .map(this::adopt));
    }

    /** Opens an upload with the state from the bucket, unless it is open; retained for the caller. */
    S3OpenUpload adopt(UploadSnapshot found) {
        return open.compute(
                found.id(),
                (id, known) -> known != null && known.retain()
                        ? known
                        : new S3OpenUpload(objects.bucket(), found, settings.expireAfter()));
    }

    /** Removes a user; the last one frees the memory of the upload. */
    void release(S3OpenUpload upload) {
        if (upload.release()) {
            open.remove(upload.id(), upload);
            upload.leave();
        }
    }

    /** Loads the state from the bucket, after completing an interrupted commit. Fails with {@code NOT_FOUND}. */
    public Future<UploadSnapshot> load(UploadId id) {
        return objects.load(id).compose(found -> {
            if (found.isEmpty() || found.get().isRemoved()) {
                return Future.failedFuture(StoreErrors.uploadNotFound(id));
            }
            UploadSnapshot snapshot = found.get();
            return snapshot.isCommitting()
                    ? committer.finish(id, snapshot.last()).compose(v -> load(id))
                    : Future.succeededFuture(snapshot);
        });
    }

    /** As {@link #load}, for a running upload. */
    public Future<UploadSnapshot> loadRunning(UploadId id) {
        return load(id).compose(found -> {
            if (found.isPublished()) {
                return Future.failedFuture(StoreErrors.uploadComplete());
            }
            return found.isRunning(settings.expireAfter())
                    ? Future.succeededFuture(found)
                    : Future.failedFuture(StoreErrors.uploadNotFound(id));
        });
    }

    /** Checks the bucket for changes by other processes to uploads that have followers in this process. */
    public void refresh() {
        List.copyOf(open.values()).stream().filter(S3OpenUpload::isWatching).forEach(this::refresh);
    }

    /** As {@link #refresh()}, for one upload. Never fails. */
    public Future<Void> refresh(S3OpenUpload upload) {
        return objects.load(upload.id())
                .onSuccess(found -> found.ifPresentOrElse(
                        snapshot -> follow(upload, snapshot), () -> endAs(upload, StoreErrors.uploadDiscarded())))
                .onFailure(cause -> LOG.debug("Cannot check upload {}", upload.id(), cause))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static void follow(S3OpenUpload upload, UploadSnapshot found) {
        upload.refreshed(found);
        if (found.isPublished()) {
            upload.complete(found.last().manifest().orElseThrow().file());
        } else if (found.isRemoved()) {
            endAs(upload, StoreErrors.uploadDiscarded());
        } else if (found.last().endedWith(Epoch.End.EXPIRY)) {
            endAs(upload, StoreErrors.uploadExpired());
        }
    }

    private static void endAs(S3OpenUpload upload, StoreException reason) {
        if (!upload.isOwned()) {
            upload.end(reason, reason);
        }
    }
}
