package io.chunkgate.store.s3.upload;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.BucketObject;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nobody will ask for: uploads that were not written to for too long, the memory of finished ones, and the
 * bytes of files that were replaced or deleted. Several gateways may do so at the same time.
 */
public final class S3UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(S3UploadSweeper.class);

    private final Bucket bucket;
    private final FileIndex names;
    private final S3Uploads uploads;
    private final Duration expireAfter;

    public S3UploadSweeper(Bucket bucket, FileIndex names, S3Uploads uploads, Duration expireAfter) {
        this.bucket = bucket;
        this.names = names;
        this.uploads = uploads;
        this.expireAfter = expireAfter;
    }

    /** Looks at every upload once; one that cannot be looked at hinders no other. */
    public Future<Void> sweep() {
        List<BucketObject> running = new ArrayList<>();
        List<BucketObject> due = new ArrayList<>();
        return bucket.listAll(Keys.RUNNING, page -> running.addAll(page.objects()))
                .compose(v -> bucket.listAll(Keys.RUNNING_PARTS, page -> running.addAll(page.objects())))
                .compose(v -> bucket.listAll(Keys.DUE, page -> due.addAll(page.objects())))
                .compose(v -> {
                    uploads.counted(ids(running));
                    return BoundedConcurrency.map(old(running), object -> spared(object, this::expire));
                })
                .compose(v -> BoundedConcurrency.map(old(due), object -> spared(object, this::tidyUp)))
                .mapEmpty();
    }

    private static Set<UploadId> ids(List<BucketObject> objects) {
        Set<UploadId> ids = new HashSet<>();
        objects.forEach(object -> ids.add(Keys.idOf(object.key())));
        return ids;
    }

    private List<BucketObject> old(List<BucketObject> objects) {
        return objects.stream()
                .filter(object -> object.modified().plus(expireAfter).isBefore(Instant.now()))
                .toList();
    }

    private interface Look {
        Future<Void> at(BucketObject object);
    }

    private static Future<Void> spared(BucketObject object, Look look) {
        return look.at(object).recover(cause -> {
            LOG.warn("Cannot look at {}: {}", object.key(), cause.toString());
            return Future.succeededFuture();
        });
    }

    /** One that was begun long ago, which somebody may still write to. */
    private Future<Void> expire(BucketObject shown) {
        UploadId id = Keys.idOf(shown.key());
        Optional<S3OpenUpload> live = uploads.open().retained(id);
        if (live.isPresent() && live.get().isOwned()) {
            S3OpenUpload upload = live.get();
            return upload.run(() -> isOverdue(upload) ? uploads.expire(upload) : Future.<Void>succeededFuture())
                    .onComplete(done -> uploads.release(upload));
        }
        live.ifPresent(uploads::release);
        return uploads.objects().load(id).compose(found -> {
            if (found.isEmpty()) {
                return bucket.delete(shown.key());
            }
            return found.get().last().end().isEmpty()
                    ? uploads.aborter().expire(found.get(), expireAfter)
                    : finish(shown, found.get());
        });
    }

    /** What ended, and the one who ended it did not come to say so. */
    private Future<Void> finish(BucketObject shown, UploadSnapshot found) {
        Epoch last = found.last();
        if (found.isCommitting()) {
            return uploads.committer().finish(found.id(), last).mapEmpty();
        }
        return names.note(last.spec().name(), found.id()).compose(v -> bucket.delete(shown.key()));
    }

    private static boolean isOverdue(S3OpenUpload upload) {
        return upload.isOwned()
                && !upload.published().isComplete()
                && upload.expiresAt().isBefore(Instant.now());
    }

    /** Keeps of an upload that is over nothing but the bytes that are published. */
    private Future<Void> tidyUp(BucketObject due) {
        UploadId id = Keys.idOf(due.key());
        return bucket.find(due.key())
                .compose(note -> note.map(found -> tidyUp(id, found.json())).orElseGet(Future::succeededFuture))
                .compose(v -> bucket.delete(due.key()));
    }

    private Future<Void> tidyUp(UploadId id, JsonObject note) {
        FileName name = FileName.of(note.getString("name"));
        return uploads.objects().load(id).compose(found -> {
            boolean isOver = found.isEmpty()
                    || (found.get().last().end().isPresent() && !found.get().isCommitting());
            if (!isOver) {
                return Future.succeededFuture();
            }
            return names.current(name).compose(current -> current.manifest()
                    .filter(published -> published.upload().equals(id))
                    .map(published -> uploads.objects().deleteAllBut(id, published.blocks()))
                    .orElseGet(() -> uploads.objects().deleteAll(id)));
        });
    }
}
