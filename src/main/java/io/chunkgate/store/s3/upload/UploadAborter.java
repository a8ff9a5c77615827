package io.chunkgate.store.s3.upload;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.vertx.core.Future;
import java.time.Duration;

/** How uploads end that are not published. */
final class UploadAborter {
    private final UploadObjects objects;
    private final FileIndex names;

    UploadAborter(UploadObjects objects, FileIndex names) {
        this.objects = objects;
        this.names = names;
    }

    /** Makes an epoch begin in which nobody may write; false when another writer was first. */
    Future<Boolean> begin(UploadId id, Epoch last, Epoch.End how) {
        return objects.begin(id, last.next(how));
    }

    /**
     * Deletes the bytes. What says that the upload ended stays for a time where another writer may not know of it yet, and
     * where clients are to be told.
     */
    Future<Void> clear(UploadId id, Epoch last, Epoch.End how) {
        UploadSpec spec = last.spec();
        boolean isUnknownToOthers = last.number() == 1 && how == Epoch.End.DISCARD;
        Future<?> cleared = isUnknownToOthers
                ? objects.deleteAll(id)
                : Future.all(objects.deleteBlocks(id), names.note(spec.name(), id));
        return cleared.compose(v -> objects.hide(spec, id));
    }

    /** Ends an upload that nobody here writes; of a complete one, forgets it. */
    Future<Void> discard(UploadSnapshot found) {
        UploadId id = found.id();
        if (found.last().end().isPresent()) {
            return forget(found);
        }
        return begin(id, found.last(), Epoch.End.DISCARD)
                .compose(ended -> ended
                        ? clear(id, found.last().next(), Epoch.End.DISCARD)
                        : Future.failedFuture(StoreErrors.uploadTakenOver()));
    }

    /** Ends an upload to which nobody wrote for too long. */
    Future<Void> expire(UploadSnapshot found, Duration expireAfter) {
        Epoch.End how = found.last().spec().resumable() ? Epoch.End.EXPIRY : Epoch.End.DISCARD;
        if (!found.isOverdue(expireAfter)) {
            return Future.succeededFuture();
        }
        return begin(found.id(), found.last(), how)
                .compose(ended -> ended ? clear(found.id(), found.last().next(), how) : Future.succeededFuture());
    }

    private Future<Void> forget(UploadSnapshot found) {
        UploadSpec spec = found.last().spec();
        boolean isFile = spec.role() == UploadSpec.Role.FILE && found.isPublished();
        return Future.all(objects.forget(found.id()), names.note(spec.name(), found.id()))
                .compose(v -> isFile ? Future.succeededFuture() : objects.deleteBlocks(found.id()));
    }
}
