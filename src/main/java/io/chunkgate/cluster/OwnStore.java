package io.chunkgate.cluster;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The store of this node alone, which is all that other nodes get to see of it. It knows who writes and follows uploads
 * here, so that these can be given up for another node.
 */
final class OwnStore extends ForwardingFileStore {
    /** How long doors may take to let go of an upload that they lost. */
    private static final long GIVE_UP_MILLIS = 2000;

    private final Vertx vertx;
    private final Map<UploadId, Set<OwnUpload>> writers = new ConcurrentHashMap<>();
    private final Map<UploadId, Set<OwnFollower>> followers = new ConcurrentHashMap<>();

    /** @param store closed with this */
    OwnStore(Vertx vertx, FileStore store) {
        super(store);
        this.vertx = vertx;
    }

    /** Whether somebody on this node has the upload open for writing. */
    boolean isWritten(UploadId id) {
        return writers.containsKey(id);
    }

    /** The writer of an upload on this node; of several the one that has not lost it. */
    Optional<OwnUpload> writer(UploadId id) {
        return writers.getOrDefault(id, Set.of()).stream()
                .filter(writer -> !writer.lost().isComplete())
                .findFirst();
    }

    /**
     * Takes an upload away from whoever has it open here, as another writer of this node would. What they stored is made
     * durable. Succeeds when the store has all of it back, or after a while.
     */
    Future<?> giveUp(UploadId id) {
        List<OwnUpload> writing = List.copyOf(writers.getOrDefault(id, Set.of()));
        List<OwnFollower> following = List.copyOf(followers.getOrDefault(id, Set.of()));
        Future<?> taken = writing.isEmpty() ? Future.succeededFuture() : takeOver(id);
        following.forEach(OwnFollower::move);
        List<Future<Void>> released = Stream.concat(
                        writing.stream().map(OwnUpload::closed),
                        following.stream().map(OwnFollower::closed))
                .toList();
        if (released.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<?> all = taken.transform(done -> Future.join(released));
        return Future.any(all, vertx.timer(GIVE_UP_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** An upload that has ended meanwhile needs not be taken. */
    private Future<?> takeOver(UploadId id) {
        return super.resume(id)
                .compose(upload -> upload.sync().transform(synced -> upload.close()))
                .otherwiseEmpty();
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return super.create(spec).map(this::written);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return super.resume(id).map(this::written);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return super.concatenate(spec, parts).map(this::written);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return followed(super.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return followed(super.follow(id));
    }

    private Upload written(Upload upload) {
        OwnUpload writer = new OwnUpload(upload);
        add(writers, writer.id(), writer);
        writer.closed().onComplete(closed -> remove(writers, writer.id(), writer));
        return writer;
    }

    private Future<StoredFile> followed(Future<StoredFile> opening) {
        Context context = vertx.getOrCreateContext();
        return opening.map(file ->
                file.growth().map(growth -> follower(context, file, growth)).orElse(file));
    }

    private StoredFile follower(Context context, StoredFile file, Growth growth) {
        OwnFollower follower = new OwnFollower(context, file);
        add(followers, growth.upload(), follower);
        follower.closed().onComplete(closed -> remove(followers, growth.upload(), follower));
        return follower;
    }

    private static <T> void add(Map<UploadId, Set<T>> all, UploadId id, T user) {
        all.compute(id, (key, users) -> {
            Set<T> more = users == null ? ConcurrentHashMap.newKeySet() : users;
            more.add(user);
            return more;
        });
    }

    private static <T> void remove(Map<UploadId, Set<T>> all, UploadId id, T user) {
        all.computeIfPresent(id, (key, users) -> {
            users.remove(user);
            return users.isEmpty() ? null : users;
        });
    }
}
