package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.client.TransferMemory;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of one store, open or not. */
public final class S3Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(S3Uploads.class);
    private static final Comparator<UploadInfo> LATER =
            Comparator.comparing(UploadInfo::expiresAt).thenComparing(UploadInfo::createdAt);

    private final UploadObjects objects;
    private final FileIndex names;
    private final S3Settings settings;
    private final Workers workers;
    private final TransferMemory memory;
    private final UploadCommitter commits;
    private final S3OpenUploads open;
    private final UploadAborter endings;
    private final S3DigestCache digests = new S3DigestCache();
    private final Set<UploadId> running = ConcurrentHashMap.newKeySet();

    public S3Uploads(Bucket bucket, FileIndex names, S3Settings settings, Workers workers, TransferMemory memory) {
        this.objects = new UploadObjects(bucket);
        this.names = names;
        this.settings = settings;
        this.workers = workers;
        this.memory = memory;
        this.endings = new UploadAborter(objects, names);
        this.commits = new UploadCommitter(objects, names, endings, workers);
        this.open = new S3OpenUploads(objects, commits, settings);
    }

    UploadObjects objects() {
        return objects;
    }

    UploadCommitter commits() {
        return commits;
    }

    public S3OpenUploads open() {
        return open;
    }

    UploadAborter endings() {
        return endings;
    }

    static StoreException discarded() {
        return new StoreException(ErrorCode.ABORTED, "upload: was discarded");
    }

    public static StoreException unknown(Object upload) {
        return new StoreException(ErrorCode.NOT_FOUND, "'" + upload + "': no such upload");
    }

    static StoreException notRunning(String state) {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "upload", state, "one that runs");
    }

    public Future<S3Upload> create(Context context, UploadSpec spec) {
        requireFits(spec, spec.size().orElse(0));
        requireFew();
        Epoch first = Epoch.first(spec);
        UploadId id = UploadId.random();
        return requireUsable(spec)
                .compose(v -> Future.join(objects.begin(id, first), objects.show(spec, id))
                        .onFailure(cause -> endings.clear(id, first, Epoch.End.DISCARD)))
                .map(v -> {
                    running.add(id);
                    UploadSnapshot begun = new UploadSnapshot(id, first, List.of(), Instant.now(), Optional.empty());
                    S3OpenUpload upload = open.adopt(begun);
                    upload.own(begun, writer(begun, Buffer.buffer(), digest(spec, new RunningDigest())));
                    return handOver(context, upload);
                });
    }

    /** Goes on with an upload, which another connection or process may have to give away. */
    public Future<S3Upload> resume(Context context, UploadId id) {
        return open.find(id).compose(upload -> upload.run(() -> take(upload))
                .map(v -> handOver(context, upload))
                .onFailure(cause -> release(upload)));
    }

    public Future<UploadInfo> info(UploadId id) {
        Optional<S3OpenUpload> live = open.get(id).filter(S3OpenUpload::isOwned);
        if (live.isEmpty() || live.get().published().isComplete()) {
            return open.load(id).map(found -> found.info(settings.expireAfter(), digests.position(id)));
        }
        S3OpenUpload upload = live.get();
        return keepsEpoch(upload)
                .compose(keeps -> keeps ? Future.succeededFuture(upload.info(digested(upload))) : info(id));
    }

    /**
     * Whether no other process has begun an epoch of an upload that this one writes; else the writer here has lost it. An epoch
     * that this process begins may be the one that is seen, so the second check waits for its turn.
     */
    private Future<Boolean> keepsEpoch(S3OpenUpload upload) {
        return objects.isLast(upload.id(), upload.epoch().number())
                .compose(last -> last ? Future.succeededFuture(true) : upload.run(() -> disownIfTaken(upload)));
    }

    private Future<Boolean> disownIfTaken(S3OpenUpload upload) {
        if (!upload.isOwned() || upload.published().isComplete()) {
            return Future.succeededFuture(false);
        }
        return objects.isLast(upload.id(), upload.epoch().number()).onSuccess(last -> {
            if (!last) {
                upload.disown(BlockWriter.takenOver());
            }
        });
    }

    /** Looks in the bucket for what other processes did to an upload that is open here. */
    public Future<Void> refresh(UploadId id) {
        Optional<S3OpenUpload> live =
                open.get(id).filter(upload -> !upload.published().isComplete());
        if (live.isEmpty()) {
            return Future.succeededFuture();
        }
        return live.get().isOwned() ? keepsEpoch(live.get()).mapEmpty() : open.refresh(live.get());
    }

    /** The running upload of a name that was written to last. */
    public Future<UploadInfo> info(FileName name) {
        List<UploadInfo> found = Collections.synchronizedList(new ArrayList<>());
        return objects.bucket()
                .list(Keys.running(name), false, "", Optional.empty(), Bucket.MOST_KEYS)
                .compose(page -> Future.join(page.objects().stream()
                                .map(object -> info(Keys.idOf(object.key())).onSuccess(found::add))
                                .toList())
                        .transform(looked -> Future.succeededFuture()))
                .compose(v -> found.stream()
                        .filter(info -> info.state() instanceof UploadState.Running)
                        .max(LATER)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(unknown(name))));
    }

    /** Ends an upload, whoever writes it. */
    public Future<Void> discard(UploadId id) {
        Optional<S3OpenUpload> live = open.retained(id);
        if (live.isEmpty()) {
            return open.load(id).compose(endings::discard).onSuccess(v -> running.remove(id));
        }
        S3OpenUpload upload = live.get();
        return upload.run(() -> upload.isOwned() && !upload.published().isComplete()
                        ? discard(upload, discarded())
                        : open.load(id).compose(endings::discard).onSuccess(v -> upload.end(discarded(), discarded())))
                .onComplete(done -> release(upload));
    }

    /** Ends an upload that this process writes; in its turn. */
    public Future<Void> discard(S3OpenUpload upload, StoreException toFollowers) {
        return end(upload, Epoch.End.DISCARD, toFollowers);
    }

    /** As {@link #discard(LiveUpload, StoreException)}, of one that nobody wrote to for too long. */
    Future<Void> expire(S3OpenUpload upload) {
        Epoch.End how = upload.spec().resumable() ? Epoch.End.EXPIRY : Epoch.End.DISCARD;
        return end(upload, how, new StoreException(ErrorCode.DEADLINE_EXCEEDED, "upload: expired"));
    }

    private Future<Void> end(S3OpenUpload upload, Epoch.End how, StoreException reason) {
        Future<Void> idle = upload.bytes().map(BlockWriter::idle).orElseGet(Future::succeededFuture);
        return idle.compose(v -> endings.begin(upload.id(), upload.epoch(), how))
                .compose(ended -> {
                    if (!ended) {
                        upload.disown(BlockWriter.takenOver());
                        return Future.succeededFuture();
                    }
                    running.remove(upload.id());
                    upload.end(reason, reason);
                    return endings.clear(upload.id(), upload.epoch(), how);
                });
    }

    /** What a writer does who goes before the end: all that counts is stored; in its turn. */
    Future<Void> leave(S3OpenUpload upload) {
        if (!upload.spec().resumable()) {
            return discard(upload, discarded());
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
                    bytes.digest().ifPresent(digest -> digests.keep(upload.id(), bytes.epoch(), digest));
                    upload.leave();
                });
    }

    /** Makes the size of an upload known for good; in its turn. */
    Future<Void> announce(S3OpenUpload upload, BlockWriter bytes, long size) {
        if (bytes.isStaged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "size", size, "to be set when no piece is on trial");
        }
        Epoch next = upload.epoch().next(upload.spec().withSize(size));
        return bytes.settle().compose(v -> objects.begin(upload.id(), next)).compose(begun -> {
            if (!begun) {
                return Future.failedFuture(BlockWriter.takenOver());
            }
            upload.entered(next);
            return Future.succeededFuture();
        });
    }

    /** @throws StoreException {@code OUT_OF_RANGE} when so many bytes are more than was announced, or than is taken */
    void requireFits(UploadSpec spec, long byteCount) {
        long most = Math.min(spec.size().orElse(Long.MAX_VALUE), settings.maxFileSize());
        if (byteCount > most) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "end of the bytes", byteCount, "at most " + most);
        }
    }

    /** Takes a user away from an upload. */
    void release(S3OpenUpload upload) {
        if (upload.published().isComplete()) {
            running.remove(upload.id());
        }
        open.release(upload);
    }

    /** The uploads that are not over, as the bucket has them. */
    void counted(Set<UploadId> found) {
        running.retainAll(found);
        running.addAll(found);
    }

    private S3Upload handOver(Context context, S3OpenUpload upload) {
        S3Upload writer = new S3Upload(context, this, upload);
        upload.handTo(writer);
        return writer;
    }

    private Future<Void> take(S3OpenUpload upload) {
        if (upload.published().isComplete()) {
            return Future.failedFuture(upload.published().succeeded() ? notRunning("complete") : unknown(upload.id()));
        }
        return upload.bytes().map(BlockWriter::rollback).orElseGet(() -> claim(upload));
    }

    /** Begins an epoch. Only then what is stored is looked at: whatever comes later does not count. */
    private Future<Void> claim(S3OpenUpload upload) {
        UploadId id = upload.id();
        return open.loadRunning(id).compose(before -> {
            if (!before.last().spec().resumable()) {
                return Future.failedFuture(unknown(id));
            }
            Epoch next = before.last().next();
            return objects.begin(id, next)
                    .compose(begun -> begun ? open.load(id) : Future.failedFuture(BlockWriter.takenOver()))
                    .compose(now -> now.last().number() == next.number()
                            ? own(upload, now)
                            : Future.failedFuture(BlockWriter.takenOver()));
        });
    }

    private Future<Void> own(S3OpenUpload upload, UploadSnapshot now) {
        UploadId id = now.id();
        RunningDigest kept = digests.take(id, now.last().number() - 1, now.offset());
        return tail(now).map(tail -> {
            upload.own(now, writer(now, tail, digest(now.last().spec(), kept)));
            return null;
        });
    }

    /** The bytes of the last block, if it is so short that it is to be stored anew with what follows. */
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
                : names.current(spec.name()).map(current -> {
                    spec.condition().require(spec.name(), current.file());
                    return null;
                });
        return Future.all(names.requireUsable(spec.name()), condition).mapEmpty();
    }

    private void requireFew() {
        if (running.size() >= settings.maxOpen()) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "unfinished uploads",
                    running.size(),
                    "fewer than " + settings.maxOpen() + "; try again when some are finished");
        }
    }
}
