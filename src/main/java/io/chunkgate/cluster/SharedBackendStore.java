package io.chunkgate.cluster;

import io.chunkgate.cluster.UploadHints.Kind;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The store that all nodes share. Who may write an upload, what counts of it, and what is published is decided by the store
 * alone. This tells the other nodes what happens here, and inspects the store when they tell something, so that followers and
 * take-overs need not wait for the store's own periodic checks.
 */
final class SharedBackendStore extends ForwardingFileStore {
    /** The node that writes a claimed upload releases it at a hint, or at its next check of the store, each half second. */
    private static final int ATTEMPTS = 12;

    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final Membership membership;
    private final UploadHints hints;
    private final NodeRequests requests;
    private final Map<UploadId, Set<HintingUpload>> writers = new ConcurrentHashMap<>();
    /** Uploads that are inspected now, and whether another hint came meanwhile. */
    private final Map<UploadId, Boolean> refreshing = new ConcurrentHashMap<>();

    /** @param store closed with this */
    SharedBackendStore(Vertx vertx, FileStore store, Membership membership, UploadHints hints, NodeRequests requests) {
        super(store);
        this.vertx = vertx;
        this.membership = membership;
        this.hints = hints;
        this.requests = requests;
    }

    /** Another node says that it did something to an upload, truly or not. */
    void receive(Kind kind, UploadId id) {
        if (kind == Kind.FOLLOWED) {
            writers(id).forEach(HintingUpload::followed);
        } else if (refreshing.putIfAbsent(id, false) != null) {
            refreshing.replace(id, true);
        } else {
            refreshNow(id);
        }
    }

    /** One look at the store at a time for each upload, however many hints come. */
    private void refreshNow(UploadId id) {
        refresh(id).onComplete(done -> {
            if (!refreshing.remove(id, false)) {
                refreshing.put(id, false);
                refreshNow(id);
            }
        });
    }

    /** Stores what this node has of an upload in memory. */
    Future<Void> sync(UploadId id) {
        List<Future<Void>> all =
                writers(id).stream().map(HintingUpload::syncSoon).toList();
        return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return written(super.create(spec));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return written(super.concatenate(spec, parts));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        Future<Upload> resumed = syncedElsewhere(id).compose(synced -> insisting(id, () -> super.resume(id), ATTEMPTS));
        return written(resumed.onSuccess(upload -> hints.send(Kind.CLAIMED, id)));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return syncedElsewhere(id).compose(synced -> super.upload(id));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return super.upload(name)
                .compose(info -> isWrittenHere(info.id()) || membership.isAlone()
                        ? Future.succeededFuture(info)
                        : upload(info.id()));
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return insisting(id, () -> super.discard(id), ATTEMPTS).onSuccess(discarded -> hints.send(Kind.DISCARDED, id));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return followed(super.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return followed(super.follow(id));
    }

    /** Repeats what failed because another process writes the upload; the store has claimed it with the first attempt. */
    private <T> Future<T> insisting(UploadId id, Supplier<Future<T>> call, int attempts) {
        return call.get()
                .recover(cause -> attempts > 1 && isUnavailable(cause)
                        ? claimedElsewhere(id).compose(paused -> insisting(id, call, attempts - 1))
                        : Future.failedFuture(cause));
    }

    private Future<?> claimedElsewhere(UploadId id) {
        hints.send(Kind.CLAIMED, id);
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static boolean isUnavailable(Throwable cause) {
        return cause instanceof StoreException refusal && refusal.code() == ErrorCode.UNAVAILABLE;
    }

    /** Succeeds when the store has all that the writer on another node had, as far as that is reached. */
    private Future<Void> syncedElsewhere(UploadId id) {
        return isWrittenHere(id) || membership.isAlone()
                ? Future.succeededFuture()
                : super.upload(id)
                        .transform(found -> found.succeeded() && isRunning(found.result())
                                ? requests.sync(id)
                                : Future.succeededFuture());
    }

    private static boolean isRunning(UploadInfo info) {
        return info.state() instanceof UploadState.Running;
    }

    private boolean isWrittenHere(UploadId id) {
        return writers(id).stream().anyMatch(upload -> !upload.lost().isComplete());
    }

    private Set<HintingUpload> writers(UploadId id) {
        return writers.getOrDefault(id, Set.of());
    }

    private Future<Upload> written(Future<Upload> opening) {
        Context context = vertx.getOrCreateContext();
        return opening.map(upload -> {
            HintingUpload writer = new HintingUpload(context, upload, hints);
            UploadId id = writer.id();
            writers.compute(id, (key, known) -> {
                Set<HintingUpload> all = known == null ? ConcurrentHashMap.newKeySet() : known;
                all.add(writer);
                return all;
            });
            writer.closed().onComplete(closed -> forget(id, writer));
            return writer;
        });
    }

    private void forget(UploadId id, HintingUpload writer) {
        writers.computeIfPresent(id, (key, all) -> {
            all.remove(writer);
            return all.isEmpty() ? null : all;
        });
    }

    private Future<StoredFile> followed(Future<StoredFile> opening) {
        return opening.map(file -> file.progress()
                .<StoredFile>map(progress -> new FollowedFile(vertx, file, progress, this::followedHere))
                .orElse(file));
    }

    private void followedHere(UploadId id) {
        if (!isWrittenHere(id)) {
            hints.send(Kind.FOLLOWED, id);
        }
    }
}
