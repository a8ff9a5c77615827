package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * The one store that all nodes have in common. What is published is asked of it alone; the other nodes are told to let go
 * of an upload that goes on here, and asked for the bytes of one that they write. Whether they hear that changes how soon it
 * goes on, and nothing else: the store itself lets one writer in at a time.
 */
final class CommonStore extends ForwardingFileStore {
    /** A node that let go needs a moment to close what it had; one that was not heard may do so by itself. */
    private static final int ATTEMPTS = 8;

    private final OwnStore own;
    private final Locating locating;
    private final Following following;

    CommonStore(OwnStore own, Locating locating) {
        super(own);
        this.own = own;
        this.locating = locating;
        this.following = new Following(locating.vertx(), own, locating);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return insisting(id, () -> own.resume(id), ATTEMPTS);
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return following.upload(id);
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return following.upload(name);
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return insisting(id, () -> own.discard(id), ATTEMPTS);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return following.follow(name, own::open);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return following.follow(id, own::open);
    }

    /** Asks the others each time: a follower there may have opened the upload again, as nobody wrote it yet. */
    private <T> Future<T> insisting(UploadId id, Supplier<Future<T>> call, int attempts) {
        return takenFromOthers(id)
                .compose(taken -> call.get())
                .recover(cause -> attempts > 1 && Errors.is(ErrorCode.UNAVAILABLE, cause)
                        ? locating.pause().compose(paused -> insisting(id, call, attempts - 1))
                        : Future.failedFuture(cause));
    }

    private Future<?> takenFromOthers(UploadId id) {
        return own.isWritten(id)
                ? Future.succeededFuture()
                : locating.asking().askAll(Question.GIVE_UP, new JsonObject().put("id", id.value()), answer -> answer);
    }
}
