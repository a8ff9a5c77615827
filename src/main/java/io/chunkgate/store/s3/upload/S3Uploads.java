package io.chunkgate.store.s3.upload;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.DigestCache;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.InProgressFile;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.client.Workers;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of one store, open or not. */
public final class S3Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(S3Uploads.class);

    private final UploadObjects objects;
    private final FileIndex index;
    private final S3Settings settings;
    private final Workers workers;
    private final MemoryBudget memory;
    private final UploadCommitter committer;
    private final S3OpenUploads open;
    private final UploadAborter aborter;
    /** By the epoch that wrote the bytes. */
    private final DigestCache<Integer> digests = new DigestCache<>();

    private final Set<UploadId> running = ConcurrentHashMap.newKeySet();

    public S3Uploads(Bucket bucket, FileIndex index, S3Settings settings, Workers workers, MemoryBudget memory) {
        this.objects = new UploadObjects(bucket);
        this.index = index;
        this.settings = settings;
        this.workers = workers;
        this.memory = memory;
        this.aborter = new UploadAborter(objects, index);
        this.committer = new UploadCommitter(objects, index, aborter, workers);
        this.open = new S3OpenUploads(objects, committer, settings);
    }

    UploadObjects objects() {
        return objects;
    }

    UploadCommitter committer() {
        return committer;
    }

    public S3OpenUploads open() {
        return open;
    }

    UploadAborter aborter() {
        return aborter;
    }

    public Future<S3Upload> create(Context context, UploadSpec spec) {
        spec.requireFits(spec.size().orElse(0), settings.maxFileSize());
        requireBelowLimit();
        Epoch first = Epoch.first(spec);
        UploadId id = UploadId.random();
        return requireUsable(spec)
                .compose(v -> Future.join(objects.begin(id, first), objects.show(spec, id))
                        .onFailure(cause -> aborter.clear(id, first, Epoch.End.DISCARD)))
                .map(v -> {
                    running.add(id);
                    UploadSnapshot begun = new UploadSnapshot(id, first, List.of(), Instant.now(), Optional.empty());
                    S3OpenUpload upload = open.adopt(begun);
                    upload.own(begun, writer(begun, Buffer.buffer(), digest(spec, new RunningDigest())));
                    return handOver(context, upload);
                });
    }

    /** Resumes an upload, and takes it over from another connection or process. */
    public Future<S3Upload> resume(Context context, UploadId id) {
        return open.find(id).compose(upload -> upload.run(() -> takeOver(upload))
                .map(v -> handOver(context, upload))
                .onFailure(cause -> release(upload)));
    }

    public Future<UploadInfo> info(UploadId id) {
        Optional<S3OpenUpload> known = open.get(id).filter(S3OpenUpload::isOwned);
        if (known.isEmpty() || known.get().published().isComplete()) {
            return open.load(id).map(found -> found.info(settings.expireAfter(), digests.position(id)));
        }
        S3OpenUpload upload = known.get();
        return isStillOwner(upload)
                .compose(isOwner -> isOwner ? Future.succeededFuture(upload.info(digested(upload))) : info(id));
    }

    /**
     * Whether this process still has the last epoch of an upload; else its writer loses the upload. The later epoch may be one
     * that this process begins just now, so the check is repeated after the earlier work of the upload.
     */
    private Future<Boolean> isStillOwner(S3OpenUpload upload) {
        return objects.isLast(upload.id(), upload.epoch().number())
                .compose(last -> last ? Future.succeededFuture(true) : upload.run(() -> disownIfTaken(upload)));
    }

    private Future<Boolean> disownIfTaken(S3OpenUpload upload) {
        if (!upload.isOwned() || upload.published().isComplete()) {
            return Future.succeededFuture(false);
        }
        return objects.isLast(upload.id(), upload.epoch().number()).onSuccess(last -> {
            if (!last) {
                upload.disown(StoreErrors.uploadTakenOver());
            }
        });
    }

    /** Checks the bucket for changes by other processes to an upload that is open in this process. */
    public Future<Void> refresh(UploadId id) {
        Optional<S3OpenUpload> known =
                open.get(id).filter(upload -> !upload.published().isComplete());
        if (known.isEmpty()) {
            return Future.succeededFuture();
        }
        return known.get().isOwned() ? isStillOwner(known.get()).mapEmpty() : open.refresh(known.get());
    }

    /** The running upload of a name that was written last. */
    public Future<UploadInfo> info(FileName name) {
        List<UploadInfo> found = Collections.synchronizedList(new ArrayList<>());
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

    /** Ends an upload, also one with a writer. */
    public Future<Void> discard(UploadId id) {
        Optional<S3OpenUpload> known = open.retained(id);
        if (known.isEmpty()) {
            return open.load(id).compose(aborter::discard).onSuccess(v -> running.remove(id));
        }
        S3OpenUpload upload = known.get();
        return upload.run(() -> upload.isOwned() && !upload.published().isComplete()
                        ? discard(upload, StoreErrors.uploadDiscarded())
                        : open.load(id)
                                .compose(aborter::discard)
                                .onSuccess(
                                        v -> upload.end(StoreErrors.uploadDiscarded(), StoreErrors.uploadDiscarded())))
                .onComplete(done -> release(upload));
    }

    /** Ends an upload that this process owns; called within {@link S3OpenUpload#run}. */
    public Future<Void> discard(S3OpenUpload upload, StoreException toFollowers) {
        return end(upload, Epoch.End.DISCARD, toFollowers);
    }

    /** As {@link #discard(S3OpenUpload, StoreException)}, for an expired upload. */
    Future<Void> expire(S3OpenUpload upload) {
        Epoch.End how = upload.spec().resumable() ? Epoch.End.EXPIRY : Epoch.End.DISCARD;
        return end(upload, how, StoreErrors.uploadExpired());
    }

    private Future<Void> end(S3OpenUpload upload, Epoch.End how, StoreException reason) {
        Future<Void> idle = upload.bytes().map(BlockWriter::idle).orElseGet(Future::succeededFuture);
        return idle.compose(v -> aborter.begin(upload.id(), upload.epoch(), how))
                .compose(ended -> {
                    if (!ended) {
                        upload.disown(StoreErrors.uploadTakenOver());
                        return Future.succeededFuture();
                    }
                    running.remove(upload.id());
                    upload.end(reason, reason);
                    return aborter.clear(upload.id(), upload.epoch(), how);
                });
    }

    /** Stores the visible bytes when the writer closes a running upload; called within {@link S3OpenUpload#run}. */
    Future<Void> leave(S3OpenUpload upload) {
        if (!upload.spec().resumable()) {
            return discard(upload, StoreErrors.uploadDiscarded());
        }
        BlockWriter bytes = upload.bytes().orElseThrow();
        return bytes.rollback()
                .compose(v -> bytes.flush())
                .onFailure(cause -> LOG.warn(
                        "Cannot store the last {} bytes of upload {}: {}",
                        bytes.visible() - bytes.stored(),
                        upload.id(),
                        cause.getMessage()))
                .onComplete(stored -> {
                    bytes.digest().ifPresent(digest -> digests.put(upload.id(), bytes.epoch(), digest));
                    upload.leave();
                });
    }

    /** Stores the announced size of an upload; called within {@link S3OpenUpload#run}. */
    Future<Void> announce(S3OpenUpload upload, BlockWriter bytes, UploadSpec announced) {
        if (bytes.isStaged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "size",
                    announced.size().orElseThrow(),
                    "announced before stage or after commitStaged");
        }
        Epoch next = upload.epoch().next(announced);
        return bytes.settle().compose(v -> objects.begin(upload.id(), next)).compose(begun -> {
            if (!begun) {
                return Future.failedFuture(StoreErrors.uploadTakenOver());
            }
            upload.entered(next);
            return Future.succeededFuture();
        });
    }

    long maxFileSize() {
        return settings.maxFileSize();
    }

    /** @param upload retained for the file, and released when it is closed */
    public InProgressFile follow(Context context, S3OpenUpload upload) {
        return new InProgressFile(context, upload, new InProgressFile.Source() {
            @Override
            public Future<Integer> fill(ByteBuffer target, long position) {
                return Contexts.here(context, upload.fill(target, position));
            }

            @Override
            public Future<Void> close() {
                S3Uploads.this.release(upload);
                return Future.succeededFuture();
            }
        });
    }

    /** Removes a user of an upload. */
    void release(S3OpenUpload upload) {
        if (upload.published().isComplete()) {
            running.remove(upload.id());
        }
        open.release(upload);
    }

    /** @param found the running uploads in the bucket */
    void setRunning(Set<UploadId> found) {
        running.retainAll(found);
        running.addAll(found);
    }

    private S3Upload handOver(Context context, S3OpenUpload upload) {
        S3Upload writer = new S3Upload(context, this, upload);
        upload.handTo(writer);
        return writer;
    }

    private Future<Void> takeOver(S3OpenUpload upload) {
        if (upload.published().isComplete()) {
            return Future.failedFuture(
                    upload.published().succeeded()
                            ? StoreErrors.uploadComplete()
                            : StoreErrors.uploadNotFound(upload.id()));
        }
        return upload.bytes().map(BlockWriter::rollback).orElseGet(() -> claim(upload));
    }

    /** Begins an epoch, then loads the stored blocks: blocks that are stored later are not valid. */
    private Future<Void> claim(S3OpenUpload upload) {
        UploadId id = upload.id();
        return open.loadRunning(id).compose(before -> {
            if (!before.last().spec().resumable()) {
                return Future.failedFuture(StoreErrors.uploadNotFound(id));
            }
            Epoch next = before.last().next();
            return objects.begin(id, next)
                    .compose(begun -> begun ? open.load(id) : Future.failedFuture(StoreErrors.uploadTakenOver()))
                    .compose(now -> now.last().number() == next.number()
                            ? own(upload, now)
                            : Future.failedFuture(StoreErrors.uploadTakenOver()));
        });
    }

    private Future<Void> own(S3OpenUpload upload, UploadSnapshot now) {
        UploadId id = now.id();
        RunningDigest cached = digests.take(id, now.last().number() - 1);
        RunningDigest digest = cached.position() <= now.offset() ? cached : new RunningDigest();
        return tail(now).map(tail -> {
            upload.own(now, writer(now, tail, digest(now.last().spec(), digest)));
            return null;
        });
    }

    /** The bytes of the last block, if it is so short that it is stored again with the bytes that follow. */
    private Future<Buffer> tail(UploadSnapshot now) {
        List<Block> chain = now.chain();
        if (chain.isEmpty() || chain.get(chain.size() - 1).length() >= BlockWriter.SHORT_BYTES) {
            return Future.succeededFuture(Buffer.buffer());
        }
        Block last = chain.get(chain.size() - 1);
        return new BlockReader(objects.bucket(), now.id(), chain).read(last.offset(), last.length());
    }

    private BlockWriter writer(UploadSnapshot now, Buffer tail, Optional<RunningDigest> digest) {
        return new BlockWriter(objects, now.id(), now.last().number(), now.chain(), tail, digest, workers, memory);
    }

    private Optional<RunningDigest> digest(UploadSpec spec, RunningDigest digest) {
        return settings.digest() || spec.sha256().isPresent() ? Optional.of(digest) : Optional.empty();
    }

    private static long digested(S3OpenUpload upload) {
        return upload.bytes()
                .flatMap(BlockWriter::digest)
                .map(RunningDigest::position)
                .orElse(0L);
    }

    private Future<Void> requireUsable(UploadSpec spec) {
        if (spec.role() == UploadSpec.Role.PART) {
            return Future.succeededFuture();
        }
        Keys.file(spec.name());
        Future<Void> condition = spec.condition() instanceof PublishCondition.Anything
                ? Future.succeededFuture()
                : index.current(spec.name()).map(current -> {
                    spec.condition().require(spec.name(), current.file());
                    return null;
                });
        return Future.all(index.requireUsable(spec.name()), condition).mapEmpty();
    }

    private void requireBelowLimit() {
        if (running.size() >= settings.maxOpen()) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "unfinished uploads",
                    running.size(),
                    "fewer than " + settings.maxOpen() + "; try again when some are finished");
        }
    }
}
