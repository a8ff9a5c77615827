package io.chunkgate.store.s3.upload;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.DigestCache;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.InProgressFile;
import io.chunkgate.store.follow.OpenUpload;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.client.Workers;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.publish.Publisher;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of one store, open or not. Results arrive on any thread; the uploads and files on the given context. */
public final class S3Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(S3Uploads.class);

    private final UploadObjects objects;
    private final FileObjects files;
    private final S3Settings settings;
    private final S3UploadServices services;
    private final Map<UploadId, S3OpenUpload> open = new ConcurrentHashMap<>();
    private final UploadCounts counts;

    public S3Uploads(
            Bucket bucket,
            FileObjects files,
            Publisher publisher,
            S3Settings settings,
            Workers workers,
            MemoryBudget memory,
            BufferPool buffers) {
        this.objects = new UploadObjects(bucket);
        this.files = files;
        this.settings = settings;
        this.counts = new UploadCounts(objects, settings);
        UploadAborter aborter = new UploadAborter(objects);
        this.services = new S3UploadServices(
                objects,
                new UploadCommitter(objects, files, publisher, aborter, memory),
                aborter,
                settings,
                workers,
                memory,
                buffers,
                new DigestCache<>());
    }

    S3UploadServices services() {
        return services;
    }

    public Future<Upload> create(Context context, UploadSpec spec) {
        spec.requireFits(spec.size().orElse(0), settings.maxFileSize());
        Epoch first = Epoch.first(spec);
        UploadId id = UploadId.random();
        boolean isRegistered = !mayEndUnregistered(spec);
        return makeRoom(spec)
                .compose(v -> requireUsable(spec))
                .compose(v -> isRegistered
                        ? objects.register(id, first)
                                .onFailure(cause -> services.aborter().clear(id, first, Epoch.End.DISCARD))
                        : Future.succeededFuture())
                .map(v -> {
                    counts.add(id, spec);
                    S3OpenUpload upload =
                            adopt(new UploadSnapshot(id, first, List.of(), Instant.now(), Optional.empty()));
                    upload.ownNew(isRegistered);
                    return upload.begin(context);
                });
    }

    /** Whether an upload is so short that it usually ends soon, and no client needs its id. */
    private static boolean mayEndUnregistered(UploadSpec spec) {
        return spec.resumption() != UploadSpec.Resumption.BY_ID
                && !spec.countsWhenComplete()
                && spec.size().orElse(Long.MAX_VALUE) < BlockWriter.LEAST_BLOCK_BYTES;
    }

    /** Resumes an upload, and takes it over from another connection or process. */
    public Future<Upload> resume(Context context, UploadId id) {
        return find(id).compose(upload -> upload.run(upload::ownRunning)
                .onFailure(cause -> upload.release())
                .compose(v -> upload.takeOver(context)));
    }

    /** Creates an upload from complete parts. The gateway reads and writes the bytes, since it has to digest them. */
    public Future<Upload> concatenate(Context context, UploadSpec spec, List<UploadId> parts) {
        return BoundedConcurrency.map(parts, this::completePart).compose(found -> {
            long size = found.stream().mapToLong(UploadSnapshot::offset).sum();
            return create(context, spec.withSizeOfParts(size))
                    .compose(whole -> append(whole, found, 0).map(whole).recover(cause -> whole.discard()
                            .eventually(whole::close)
                            .transform(closed -> Future.failedFuture(cause))));
        });
    }

    private Future<UploadSnapshot> completePart(UploadId id) {
        return load(id).map(found -> {
            found.info(settings.expireAfter(), 0).requireCompletePart();
            return found;
        });
    }

    private Future<Void> append(Upload whole, List<UploadSnapshot> parts, int index) {
        if (index == parts.size()) {
            return Future.succeededFuture();
        }
        UploadSnapshot part = parts.get(index);
        BlockReader reader = new BlockReader(objects.bucket(), part.id(), part.chain());
        return reader.forEach(0, reader.end(), bytes -> whole.write(whole.offset(), bytes))
                .compose(v -> append(whole, parts, index + 1));
    }

    public Future<UploadInfo> info(UploadId id) {
        Optional<S3OpenUpload> known = get(id).filter(upload -> upload.isOwned() && !upload.isEnded());
        if (known.isEmpty()) {
            return load(id).map(found ->
                    found.info(settings.expireAfter(), services.digests().position(id)));
        }
        S3OpenUpload upload = known.get();
        return upload.isStillOwner().compose(isOwner -> isOwner ? Future.succeededFuture(upload.info()) : info(id));
    }

    /** The running upload of a name that was written last. */
    public Future<UploadInfo> info(FileName name) {
        List<UploadInfo> found = Collections.synchronizedList(new ArrayList<>());
        open.values().stream()
                .filter(upload ->
                        upload.isOwned() && !upload.isEnded() && upload.name().equals(name))
                .forEach(upload -> found.add(upload.info()));
        return objects.bucket()
                .list(Keys.running(name), false, "", Optional.empty(), Bucket.MOST_KEYS)
                .compose(page -> Future.join(page.objects().stream()
                                .map(object -> info(Keys.idOf(object.key())).onSuccess(found::add))
                                .toList())
                        .transform(checked -> Future.succeededFuture()))
                .compose(v -> found.stream()
                        .filter(info -> info.state() instanceof UploadState.Running)
                        .max(UploadInfo.BY_LAST_WRITE)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(StoreErrors.uploadNotFound(name))));
    }

    /** Loads the state from the bucket, after completing an interrupted commit. Fails with {@code NOT_FOUND}. */
    Future<UploadSnapshot> load(UploadId id) {
        return services.committer().load(id);
    }

    /** The published file of a complete upload, if it has not been replaced. Else fails with {@code NOT_FOUND}. */
    public Future<FileObjects.Version> published(UploadId id) {
        return load(id).compose(upload -> upload.isPublished()
                                && upload.last().spec().role() == UploadSpec.Role.FILE
                        ? files.find(upload.last().spec().name())
                                .map(current -> current.filter(version -> version.file()
                                        .etag()
                                        .equals(upload.file().orElseThrow().etag())))
                        : Future.succeededFuture(Optional.<FileObjects.Version>empty()))
                .map(current -> current.orElseThrow(() -> StoreErrors.uploadNotFound(id)));
    }

    /** A running upload as a file. Fails with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}. */
    public Future<InProgressFile> follow(Context context, UploadId id) {
        return running(id).map(upload -> new InProgressFile(context, upload));
    }

    /**
     * The running upload of a name as a file. Fails with {@code NOT_FOUND} or {@code FAILED_PRECONDITION} when there is none, or
     * the published file is newer.
     */
    public Future<InProgressFile> follow(Context context, FileName name) {
        return info(name)
                .compose(running -> published(name).compose(file -> file.filter(newer ->
                                OpenUpload.isNewer(newer, running.expiresAt().minus(settings.expireAfter())))
                        .<Future<S3OpenUpload>>map(newer -> Future.failedFuture(StoreErrors.uploadNotFound(name)))
                        .orElseGet(() -> running(running.id()))))
                .map(upload -> upload.followName(context));
    }

    /** As {@link #find}, but not one that has ended here. */
    private Future<S3OpenUpload> running(UploadId id) {
        return get(id).filter(upload -> upload.isOwned() && !upload.isEnded() && upload.retain())
                .map(Future::succeededFuture)
                .orElseGet(() -> services.committer()
                        .loadRunning(id, settings.expireAfter())
                        .map(this::adopt));
    }

    private Future<Optional<FileInfo>> published(FileName name) {
        return files.find(name).map(found -> found.map(FileObjects.Version::file));
    }

    /** Ends an upload, also one with a writer. */
    public Future<Void> discard(UploadId id) {
        Optional<S3OpenUpload> known = retained(id);
        if (known.isEmpty()) {
            return discardStored(id);
        }
        S3OpenUpload upload = known.get();
        return upload.run(() -> upload.isOwned() && !upload.isEnded()
                        ? upload.discard(StoreErrors.uploadDiscarded())
                        : discardStored(id)
                                .onSuccess(
                                        v -> upload.end(StoreErrors.uploadDiscarded(), StoreErrors.uploadDiscarded())))
                .onComplete(done -> upload.release());
    }

    private Future<Void> discardStored(UploadId id) {
        return load(id).compose(services.aborter()::discard).onSuccess(v -> counts.remove(id));
    }

    /** Checks the bucket for changes by other processes to uploads that have followers in this process. */
    public void refresh() {
        for (S3OpenUpload upload : List.copyOf(open.values())) {
            if (upload.isNameCheckDue()) {
                checkName(upload);
            } else if (!upload.isOwned()) {
                upload.refresh();
            }
        }
    }

    private void checkName(S3OpenUpload upload) {
        published(upload.name())
                .compose(file -> upload.refresh().compose(v -> file.filter(found -> !upload.isCommitting())
                        .map(upload::nameChecked)
                        .orElseGet(Future::succeededFuture)))
                .onFailure(cause -> LOG.debug("Cannot check the file of upload {}", upload.id(), cause));
    }

    /** Checks the bucket for changes by other processes to an upload that is open in this process. */
    public Future<Void> refresh(UploadId id) {
        return get(id).map(S3OpenUpload::refresh).orElseGet(Future::succeededFuture);
    }

    /** An open upload. */
    Optional<S3OpenUpload> get(UploadId id) {
        return Optional.ofNullable(open.get(id));
    }

    /** An open upload, retained for the caller. */
    private Optional<S3OpenUpload> retained(UploadId id) {
        return get(id).filter(S3OpenUpload::retain);
    }

    /** @param found the running uploads in the bucket */
    Future<Void> setRunning(List<Bucket.Entry> found) {
        return counts.setRunning(found, open.keySet());
    }

    /** The uploads that count, of those whose spec matches. */
    public Future<List<UploadInfo>> infos(Predicate<UploadSpec> which) {
        return counts.matching(which)
                .compose(
                        ids -> BoundedConcurrency.map(ids, id -> StoreException.emptyOn(info(id), ErrorCode.NOT_FOUND)))
                .map(found -> found.stream()
                        .flatMap(Optional::stream)
                        .filter(info -> !(info.state() instanceof UploadState.Expired))
                        .toList());
    }

    /** A running upload, retained for the caller. Fails with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}. */
    private Future<S3OpenUpload> find(UploadId id) {
        return retained(id).map(Future::succeededFuture).orElseGet(() -> services.committer()
                .loadRunning(id, settings.expireAfter())
                .map(this::adopt));
    }

    /** Opens an upload with the state from the bucket, unless it is open; retained for the caller. */
    private S3OpenUpload adopt(UploadSnapshot found) {
        return open.compute(found.id(), (id, known) -> known != null && known.retain() ? known : opened(found));
    }

    private S3OpenUpload opened(UploadSnapshot found) {
        S3OpenUpload upload = new S3OpenUpload(services, found, closed -> open.remove(closed.id(), closed));
        upload.published().onComplete(ended -> counts.remove(found.id()));
        return upload;
    }

    private Future<Void> requireUsable(UploadSpec spec) {
        if (spec.role() == UploadSpec.Role.PART) {
            return Future.succeededFuture();
        }
        return files.requireUsable(spec.name()).map(current -> {
            spec.condition().require(spec.name(), current);
            return null;
        });
    }

    /** Ends an idle upload of a client that has as many as it may. */
    private Future<Void> makeRoom(UploadSpec spec) {
        Future<Void> expired =
                counts.isFull(spec.owner()) ? expireIdle(counts.oldest(spec.owner()), 0) : Future.succeededFuture();
        return expired.map(v -> {
            counts.requireBelowLimit(spec.owner());
            return null;
        });
    }

    private Future<Void> expireIdle(List<UploadId> candidates, int index) {
        if (index == candidates.size()) {
            return Future.succeededFuture();
        }
        UploadId id = candidates.get(index);
        Future<Optional<UploadSnapshot>> idle = get(id).isPresent()
                ? Future.succeededFuture(Optional.empty())
                : StoreException.emptyOn(load(id), ErrorCode.NOT_FOUND)
                        .map(found -> found.filter(known -> known.isOverdue(settings.idleAfter())));
        return idle.compose(found -> found.isEmpty()
                ? expireIdle(candidates, index + 1)
                : services.aborter().expire(found.get(), settings.idleAfter()).onSuccess(v -> counts.remove(id)));
    }
}
