package io.chunkgate.store.s3.upload;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.object.Epoch;
import io.vertx.core.Future;
import java.time.Duration;

/** Ends uploads that are not published. */
final class UploadAborter {
    private final UploadObjects objects;

    UploadAborter(UploadObjects objects) {
        this.objects = objects;
    }

    /**
     * Deletes the bytes. The objects that record the end stay for a time if another writer may not know of it, or clients may
     * query it.
     */
    Future<Void> clear(UploadId id, Epoch last, Epoch.End how) {
        UploadSpec spec = last.spec();
        boolean isUnknownToOthers = last.number() == 1 && how == Epoch.End.DISCARD;
        Future<?> cleared =
                isUnknownToOthers ? objects.deleteAll(id) : Future.all(objects.deleteBlocks(id), objects.schedule(id));
        return cleared.compose(v -> objects.forget(spec, id));
    }

    /** Ends an upload that this process does not own; removes a complete upload. */
    Future<Void> discard(UploadSnapshot found) {
        if (found.last().end().isPresent()) {
            return remove(found);
        }
        return end(found, Epoch.End.DISCARD)
                .compose(
                        ended -> ended ? Future.succeededFuture() : Future.failedFuture(StoreErrors.uploadTakenOver()));
    }

    /** Ends an upload that has expired by now. */
    Future<Void> expire(UploadSnapshot found, Duration expireAfter) {
        return found.isOverdue(expireAfter) ? end(found, found.last().expiry()).mapEmpty() : Future.succeededFuture();
    }

    /** False when another writer has begun an epoch. */
    private Future<Boolean> end(UploadSnapshot found, Epoch.End how) {
        return objects.begin(found.id(), found.last().next(how))
                .compose(ended ->
                        ended ? clear(found.id(), found.last().next(), how).map(true) : Future.succeededFuture(false));
    }

    private Future<Void> remove(UploadSnapshot found) {
        UploadSpec spec = found.last().spec();
        boolean isFile = spec.role() == UploadSpec.Role.FILE && found.isPublished();
        return Future.all(objects.markRemoved(found.id()), objects.schedule(found.id()))
                .compose(v -> isFile ? Future.succeededFuture() : objects.deleteBlocks(found.id()))
                .compose(v -> objects.forget(spec, found.id()));
    }
}
