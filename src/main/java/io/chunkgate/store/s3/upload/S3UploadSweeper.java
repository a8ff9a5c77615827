package io.chunkgate.store.s3.upload;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired uploads, the objects of finished ones, and the bytes of files that were replaced or deleted. Several gateways
 * may do so at the same time.
 */
public final class S3UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(S3UploadSweeper.class);

    private final Bucket bucket;
    private final FileIndex index;
    private final S3Uploads uploads;
    private final S3UploadServices services;
    private final Duration expireAfter;

    public S3UploadSweeper(Bucket bucket, FileIndex index, S3Uploads uploads) {
        this.bucket = bucket;
        this.index = index;
        this.uploads = uploads;
        this.services = uploads.services();
        this.expireAfter = services.settings().expireAfter();
    }

    /** Checks every upload once; a failure does not affect the other uploads. */
    public Future<Void> sweep() {
        List<Bucket.Entry> running = new ArrayList<>();
        List<Bucket.Entry> due = new ArrayList<>();
        return bucket.listAll(Keys.RUNNING, page -> running.addAll(page.objects()))
                .compose(v -> bucket.listAll(Keys.RUNNING_PARTS, page -> running.addAll(page.objects())))
                .compose(v -> bucket.listAll(Keys.DUE, page -> due.addAll(page.objects())))
                .compose(v -> uploads.setRunning(running))
                .compose(v -> BoundedConcurrency.map(old(running), object -> logged(object, this::expire)))
                .compose(v -> BoundedConcurrency.map(old(due), object -> logged(object, this::cleanUp)))
                .mapEmpty();
    }

    private List<Bucket.Entry> old(List<Bucket.Entry> objects) {
        return objects.stream()
                .filter(object -> object.modified().plus(expireAfter).isBefore(Instant.now()))
                .toList();
    }

    private static Future<Void> logged(Bucket.Entry object, Function<Bucket.Entry, Future<Void>> task) {
        return task.apply(object).recover(cause -> {
            LOG.warn("Cannot check {}: {}", object.key(), S3Errors.reason(cause));
            return Future.succeededFuture();
        });
    }

    /** Checks an upload that began long ago, and may still be written. */
    private Future<Void> expire(Bucket.Entry shown) {
        UploadId id = Keys.idOf(shown.key());
        return uploads.get(id)
                .filter(S3OpenUpload::isOwned)
                .map(S3OpenUpload::expire)
                .orElseGet(() -> expireStored(shown, id));
    }

    private Future<Void> expireStored(Bucket.Entry shown, UploadId id) {
        return services.objects().load(id).compose(found -> {
            if (found.isEmpty()) {
                return bucket.delete(shown.key());
            }
            return found.get().last().end().isEmpty()
                    ? services.aborter().expire(found.get(), expireAfter)
                    : finish(shown, found.get());
        });
    }

    /** Completes the end of an upload whose process stopped in between. */
    private Future<Void> finish(Bucket.Entry shown, UploadSnapshot found) {
        Epoch last = found.last();
        if (found.isCommitting()) {
            return services.committer().finish(found.id(), last).mapEmpty();
        }
        return index.schedule(last.spec().name(), found.id()).compose(v -> bucket.delete(shown.key()));
    }

    /** Deletes all objects of an ended upload but its published blocks. */
    private Future<Void> cleanUp(Bucket.Entry due) {
        UploadId id = Keys.idOf(due.key());
        return bucket.find(due.key())
                .compose(note -> note.map(found -> cleanUp(id, found.json())).orElseGet(Future::succeededFuture))
                .compose(v -> bucket.delete(due.key()));
    }

    private Future<Void> cleanUp(UploadId id, JsonObject note) {
        FileName name = FileName.of(note.getString("name"));
        return services.objects().load(id).compose(found -> {
            boolean isOver = found.isEmpty()
                    || (found.get().last().end().isPresent() && !found.get().isCommitting());
            if (!isOver) {
                return Future.succeededFuture();
            }
            Future<Void> forgotten = bucket.delete(Keys.counted(id));
            return forgotten.compose(v -> index.current(name).compose(current -> current.manifest()
                    .filter(published -> published.upload().equals(id))
                    .map(published -> services.objects().deleteAllBut(id, published.blocks()))
                    .orElseGet(() -> services.objects().deleteAll(id))));
        });
    }
}
