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
 * The store that all nodes share. The store alone decides which node may write an upload, which bytes are valid, and what is
 * published. This decorator sends hints to the other nodes and re-reads the store on their hints, so that followers and
 * take-overs do not wait for the store's periodic checks.
 */
final class SharedBackendStore extends ForwardingFileStore {
    /** The current writer of a claimed upload releases it on a hint, or at its next check of the store, every 500 ms. */
    private static final int ATTEMPTS = 12;

    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final Membership membership;
    private final UploadHints hints;
    private final NodeRequests requests;
    private final Map<UploadId, Set<HintingUpload>> writers = new ConcurrentHashMap<>();
    /** Uploads that are being refreshed, and whether another hint arrived meanwhile. */
    private final Map<UploadId, Boolean> refreshing = new ConcurrentHashMap<>();

    /** @param store closed with this */
    SharedBackendStore(Vertx vertx, FileStore store, Membership membership, UploadHints hints, NodeRequests requests) {
        super(store);
        this.vertx = vertx;
        this.membership = membership;
        this.hints = hints;
        this.requests = requests;
    }

    /** Handles a hint of another node, which may be false. */
    void receive(Kind kind, UploadId id) {
        if (kind == Kind.FOLLOWED) {
            writers(id).forEach(HintingUpload::followed);
        } else if (refreshing.putIfAbsent(id, false) != null) {
            refreshing.replace(id, true);
        } else {
            refreshNow(id);
        }
    }

    /** Reads the store for one hint at a time per upload, however many hints arrive. */
    private void refreshNow(UploadId id) {
        refresh(id).onComplete(done -> {
            if (!refreshing.remove(id, false)) {
                refreshing.put(id, false);
                refreshNow(id);
            }
        });
    }

    /** Stores the bytes of an upload that this node has only in memory. */
    Future<Void> sync(UploadId id) {
        List<Future<Void>> all =
                writers(id).stream().map(HintingUpload::syncSoon).toList();
        return Future.join(all).mapEmpty();
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return hintingWriter(super.create(spec));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return hintingWriter(super.concatenate(spec, parts));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        Future<Upload> resumed = syncRemote(id).compose(synced -> retrying(id, () -> super.resume(id), ATTEMPTS));
        return hintingWriter(resumed.onSuccess(upload -> hints.send(Kind.CLAIMED, id)));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return syncRemote(id).compose(synced -> super.upload(id));
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
        return retrying(id, () -> super.discard(id), ATTEMPTS).onSuccess(discarded -> hints.send(Kind.DISCARDED, id));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return hintingFollower(super.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return hintingFollower(super.follow(id));
    }

    /** Retries a call that failed since another process writes the upload; the first attempt claimed it in the store. */
    private <T> Future<T> retrying(UploadId id, Supplier<Future<T>> call, int attempts) {
        return call.get()
                .recover(cause -> attempts > 1 && StoreException.hasCode(cause, ErrorCode.UNAVAILABLE)
                        ? hintAndPause(id).compose(paused -> retrying(id, call, attempts - 1))
                        : Future.failedFuture(cause));
    }

    private Future<?> hintAndPause(UploadId id) {
        hints.send(Kind.CLAIMED, id);
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Succeeds when the writer on another node, if it responds, has stored its bytes. */
    private Future<Void> syncRemote(UploadId id) {
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

    private Future<Upload> hintingWriter(Future<Upload> opening) {
        Context context = vertx.getOrCreateContext();
        return opening.map(upload -> {
            HintingUpload writer = new HintingUpload(context, upload, hints);
            UploadId id = writer.id();
            writers.compute(id, (key, known) -> {
                Set<HintingUpload> all = known == null ? ConcurrentHashMap.newKeySet() : known;
                all.add(writer);
                return all;
            });
            writer.closed().onComplete(closed -> removeWriter(id, writer));
            return writer;
        });
    }

    private void removeWriter(UploadId id, HintingUpload writer) {
        writers.computeIfPresent(id, (key, all) -> {
            all.remove(writer);
            return all.isEmpty() ? null : all;
        });
    }

    private Future<StoredFile> hintingFollower(Future<StoredFile> opening) {
        return opening.map(file -> file.progress()
                .<StoredFile>map(progress -> new FollowedFile(vertx, file, progress, this::hintFollowed))
                .orElse(file));
    }

    private void hintFollowed(UploadId id) {
        if (!isWrittenHere(id)) {
            hints.send(Kind.FOLLOWED, id);
        }
    }
}
