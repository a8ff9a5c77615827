package io.chunkgate.store.s3.upload;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.vertx.core.Future;
import java.time.Duration;

/** Ends uploads that are not published. */
final class UploadAborter {
    private final UploadObjects objects;
    private final FileIndex index;

    UploadAborter(UploadObjects objects, FileIndex index) {
        this.objects = objects;
        this.index = index;
    }

    /** Begins the last epoch of an upload; false when another writer has begun an epoch. */
    Future<Boolean> begin(UploadId id, Epoch last, Epoch.End how) {
        return objects.begin(id, last.next(how));
    }

    /**
     * Deletes the bytes. The objects that record the end stay for a time if another writer may not know of it, or clients may
     * query it.
     */
    Future<Void> clear(UploadId id, Epoch last, Epoch.End how) {
        UploadSpec spec = last.spec();
        boolean isUnknownToOthers = last.number() == 1 && how == Epoch.End.DISCARD;
        Future<?> cleared = isUnknownToOthers
                ? objects.deleteAll(id)
                : Future.all(objects.deleteBlocks(id), index.schedule(spec.name(), id));
        return cleared.compose(v -> objects.hide(spec, id));
    }

    /** Ends an upload that this process does not own; removes a complete upload. */
    Future<Void> discard(UploadSnapshot found) {
        UploadId id = found.id();
        if (found.last().end().isPresent()) {
            return remove(found);
        }
        return begin(id, found.last(), Epoch.End.DISCARD)
                .compose(ended -> ended
                        ? clear(id, found.last().next(), Epoch.End.DISCARD)
                        : Future.failedFuture(StoreErrors.uploadTakenOver()));
    }

    /** Ends an expired upload. */
    Future<Void> expire(UploadSnapshot found, Duration expireAfter) {
        Epoch.End how = found.last().spec().resumable() ? Epoch.End.EXPIRY : Epoch.End.DISCARD;
        if (!found.isOverdue(expireAfter)) {
            return Future.succeededFuture();
        }
        return begin(found.id(), found.last(), how)
                .compose(ended -> ended ? clear(found.id(), found.last().next(), how) : Future.succeededFuture());
    }

    private Future<Void> remove(UploadSnapshot found) {
        UploadSpec spec = found.last().spec();
        boolean isFile = spec.role() == UploadSpec.Role.FILE && found.isPublished();
        return Future.all(objects.markRemoved(found.id()), index.schedule(spec.name(), found.id()))
                .compose(v -> isFile ? Future.succeededFuture() : objects.deleteBlocks(found.id()));
    }
}
