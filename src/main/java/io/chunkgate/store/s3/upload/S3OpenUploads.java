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

/** The uploads that somebody in this process has open, and what the bucket has of the others. Safe for any thread. */
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

    /** An open upload with the caller as one more user. */
    Optional<S3OpenUpload> retained(UploadId id) {
        return get(id).filter(S3OpenUpload::retain);
    }

    /** A running upload with the caller as one more user. Fails with {@code NOT_FOUND}, or {@code FAILED_PRECONDITION}. */
    public Future<S3OpenUpload> find(UploadId id) {
        return retained(id).map(Future::succeededFuture).orElseGet(() -> loadRunning(id)
                .map(this::adopt));
    }

    /** Opens what was found, unless somebody else did meanwhile; the caller is a user. */
    S3OpenUpload adopt(UploadSnapshot found) {
        return open.compute(
                found.id(),
                (id, known) -> known != null && known.retain()
                        ? known
                        : new S3OpenUpload(objects.bucket(), found, settings.expireAfter()));
    }

    /** Takes a user away; what nobody uses any more gives its memory back. */
    void release(S3OpenUpload upload) {
        if (upload.release()) {
            open.remove(upload.id(), upload);
            upload.leave();
        }
    }

    /** What the bucket has; a commit that was cut is brought to its end first. Fails with {@code NOT_FOUND}. */
    public Future<UploadSnapshot> load(UploadId id) {
        return objects.load(id).compose(found -> {
            if (found.isEmpty() || found.get().isForgotten()) {
                return Future.failedFuture(StoreErrors.uploadNotFound(id));
            }
            UploadSnapshot snapshot = found.get();
            return snapshot.isCommitting()
                    ? committer.finish(id, snapshot.last()).compose(v -> load(id))
                    : Future.succeededFuture(snapshot);
        });
    }

    /** As {@link #load}, of one that is not over. */
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

    /** Looks in the bucket for what other processes did to uploads that are followed here. */
    public void refresh() {
        List.copyOf(open.values()).stream().filter(S3OpenUpload::isWatching).forEach(this::refresh);
    }

    /** As {@link #refresh()}, of one upload. Never fails. */
    public Future<Void> refresh(S3OpenUpload upload) {
        return objects.load(upload.id())
                .onSuccess(found -> found.ifPresentOrElse(
                        snapshot -> follow(upload, snapshot), () -> endAs(upload, StoreErrors.uploadDiscarded())))
                .onFailure(cause -> LOG.debug("Cannot look at upload {}", upload.id(), cause))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static void follow(S3OpenUpload upload, UploadSnapshot found) {
        upload.refreshed(found);
        if (found.isPublished()) {
            upload.complete(found.last().manifest().orElseThrow().file());
        } else if (found.isForgotten()) {
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
