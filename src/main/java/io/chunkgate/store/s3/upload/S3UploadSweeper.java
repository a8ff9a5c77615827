package io.chunkgate.store.s3.upload;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.publish.Publisher;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired uploads, the objects of finished ones, and old claims. Several gateways may do so at the same time.
 */
public final class S3UploadSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(S3UploadSweeper.class);

    private final Bucket bucket;
    private final Publisher publisher;
    private final S3Uploads uploads;
    private final S3UploadServices services;
    private final Duration expireAfter;

    public S3UploadSweeper(Bucket bucket, Publisher publisher, S3Uploads uploads) {
        this.bucket = bucket;
        this.publisher = publisher;
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
                .compose(v -> publisher.sweep());
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
        if (found.isCommitting()) {
            return services.committer().recover(found).mapEmpty();
        }
        return services.objects().schedule(found.id()).compose(v -> bucket.delete(shown.key()));
    }

    /** Deletes all objects of an ended upload. */
    private Future<Void> cleanUp(Bucket.Entry due) {
        UploadId id = Keys.idOf(due.key());
        return services.objects()
                .load(id)
                .compose(found -> isOver(found)
                        ? bucket.delete(Keys.counted(id))
                                .compose(v -> services.objects().deleteAll(id))
                        : Future.succeededFuture())
                .compose(v -> bucket.delete(due.key()));
    }

    private static boolean isOver(Optional<UploadSnapshot> found) {
        return found.isEmpty()
                || (found.get().last().end().isPresent() && !found.get().isCommitting());
    }
}
