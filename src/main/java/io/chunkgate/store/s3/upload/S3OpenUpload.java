package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.OpenUpload;
import io.chunkgate.store.follow.UploadHandle;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.Manifest;
import io.chunkgate.store.s3.read.BlockReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open upload of a bucket. While there is a writer, this process has the last epoch; else another process may write, and
 * the bucket is read periodically for the followers.
 */
final class S3OpenUpload extends OpenUpload {
    private static final Logger LOG = LoggerFactory.getLogger(S3OpenUpload.class);

    private final S3UploadServices services;
    private final UploadObjects objects;
    private final Consumer<S3OpenUpload> closing;

    private volatile UploadSnapshot known;
    private volatile @Nullable BlockWriter bytes;
    private volatile Instant writtenAt;

    /** @param closing removes it from the open uploads */
    S3OpenUpload(S3UploadServices services, UploadSnapshot known, Consumer<S3OpenUpload> closing) {
        super(known.id(), services.settings());
        this.services = services;
        this.objects = services.objects();
        this.known = known;
        this.writtenAt = known.modified();
        this.closing = closing;
    }

    @Override
    protected Status status() {
        BlockWriter own = bytes;
        UploadSnapshot now = known;
        return new Status(
                now.last().spec(),
                now.last().createdAt(),
                writtenAt,
                own == null ? now.offset() : own.offset(),
                own == null ? now.settled() : own.visible(),
                own == null ? now.offset() : own.stored(),
                own == null ? 0 : own.digest().map(RunningDigest::position).orElse(0L),
                own != null && own.isStaged(),
                own != null);
    }

    /** Makes this process the owner of a new upload. */
    void ownNew() {
        own(known, Buffer.buffer(), new RunningDigest());
    }

    /** Makes this process the owner of a running upload; called within {@link #run}. */
    Future<Void> ownRunning() {
        if (isEnded()) {
            return Future.failedFuture(
                    published().succeeded() ? StoreErrors.uploadComplete() : StoreErrors.uploadNotFound(id()));
        }
        return isOwned() ? Future.succeededFuture() : claim();
    }

    /** Begins an epoch, then loads the stored blocks: blocks that are stored later are not valid. */
    private Future<Void> claim() {
        return services.committer()
                .loadRunning(id(), services.settings().expireAfter())
                .compose(before -> {
                    if (!before.last().spec().resumable()) {
                        return Future.failedFuture(StoreErrors.uploadNotFound(id()));
                    }
                    Epoch next = before.last().next();
                    return begin(next)
                            .compose(v -> services.committer().load(id()))
                            .compose(now -> {
                                if (now.last().number() != next.number()) {
                                    return Future.failedFuture(StoreErrors.uploadTakenOver());
                                }
                                RunningDigest cached = services.digests().take(id(), next.number() - 1);
                                RunningDigest digest = cached.position() <= now.offset() ? cached : new RunningDigest();
                                return tail(now)
                                        .onSuccess(tail -> own(now, tail, digest))
                                        .mapEmpty();
                            });
                });
    }

    /** The bytes of the last block, if it is so short that it is stored again with the bytes that follow. */
    private Future<Buffer> tail(UploadSnapshot now) {
        List<Block> chain = now.chain();
        if (chain.isEmpty() || chain.get(chain.size() - 1).length() >= BlockWriter.SHORT_BYTES) {
            return Future.succeededFuture(Buffer.buffer());
        }
        Block last = chain.get(chain.size() - 1);
        return new BlockReader(objects.bucket(), id(), chain).read(last.offset(), last.length());
    }

    private void own(UploadSnapshot now, Buffer tail, RunningDigest digest) {
        known = now;
        bytes = new BlockWriter(
                services,
                now,
                tail,
                services.settings().isDigested(now.last().spec()) ? Optional.of(digest) : Optional.empty());
        writtenAt = Instant.now();
    }

    /** Fails with {@code ABORTED} when another writer has begun the epoch. */
    private Future<Void> begin(Epoch next) {
        return objects.begin(id(), next)
                .compose(
                        begun -> begun ? Future.succeededFuture() : Future.failedFuture(StoreErrors.uploadTakenOver()));
    }

    private BlockWriter own() {
        BlockWriter own = bytes;
        if (own == null) {
            throw StoreErrors.uploadTakenOver();
        }
        return own;
    }

    /** A writer whose upload another process has taken over loses it. */
    @Override
    protected <T> Future<T> runAs(UploadHandle handle, Supplier<Future<T>> task) {
        return super.runAs(handle, () -> task.get().onFailure(cause -> {
            if (cause instanceof StoreException refusal && refusal.code() == ErrorCode.ABORTED && isOwned()) {
                disown(refusal);
            }
        }));
    }

    @Override
    protected Future<Long> append(ByteBuf data, long end) {
        own().append(data, spec().size().orElse(end));
        writtenAt = Instant.now();
        followers().signal();
        return own().room().map(end);
    }

    @Override
    protected Future<Long> sync() {
        return own().flush().map(v -> status().durable());
    }

    @Override
    protected Future<Void> announce(UploadSpec announced) {
        if (spec().size().isPresent()) {
            return Future.succeededFuture();
        }
        if (status().staged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "size",
                    announced.size().orElseThrow(),
                    "announced before stage or after commitStaged");
        }
        Epoch next = known.last().next(announced);
        return own().settled(0).compose(v -> begin(next)).onSuccess(v -> entered(next));
    }

    @Override
    protected Future<Void> stage() {
        own().stage();
        return Future.succeededFuture();
    }

    @Override
    protected Future<Void> commitStaged() {
        return own().commitStaged().onSuccess(v -> followers().signal());
    }

    @Override
    protected Future<Long> rollback() {
        return own().rollback().map(v -> offset());
    }

    @Override
    protected Future<FileInfo> commit(UploadHandle by, Optional<String> sha256) {
        return runAs(by, () -> {
            requireWhole();
            return own().flush()
                    .compose(v -> own().hex(sha256.isPresent()))
                    .compose(found -> mismatch(found, sha256).map(this::refuse).orElseGet(() -> publish(found)));
        });
    }

    private Future<FileInfo> refuse(StoreException reason) {
        return end(Epoch.End.DISCARD, StoreErrors.uploadDiscarded(reason), reason)
                .recover(cause -> isEnded() ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(v -> Future.failedFuture(isEnded() ? reason : StoreErrors.uploadTakenOver()));
    }

    private Future<FileInfo> publish(Optional<String> hex) {
        UploadSpec announced = spec();
        FileInfo file = UploadCommitter.describe(id(), announced.name(), offset(), hex);
        Manifest manifest = new Manifest(file, id(), own().chain());
        return services.committer().commit(known.last(), manifest).compose(commit -> begin(commit)
                .compose(v -> {
                    entered(commit);
                    return services.committer()
                            .finish(id(), commit)
                            .compose(published -> objects.hide(announced, id()).map(published))
                            .onSuccess(this::complete)
                            .onFailure(cause -> afterFailedCommit(S3Errors.translate(cause)));
                }));
    }

    /** A refusal ends the upload. After any other failure the commit is completed when the upload is loaded again. */
    private void afterFailedCommit(StoreException cause) {
        if (UploadCommitter.isRefusal(cause)) {
            end(StoreErrors.uploadDiscarded(cause), cause);
        } else {
            disown(cause);
        }
    }

    @Override
    public Future<Void> discard(StoreException reason) {
        return isEnded() ? Future.succeededFuture() : end(Epoch.End.DISCARD, reason, reason);
    }

    @Override
    protected Future<Void> endExpired() {
        return end(known.last().expiry(), StoreErrors.uploadExpired(), StoreErrors.uploadExpired());
    }

    private Future<Void> end(Epoch.End how, StoreException toFollowers, StoreException toWriter) {
        Epoch last = known.last();
        return own().idle().compose(v -> objects.begin(id(), last.next(how))).compose(ended -> {
            if (!ended) {
                disown(StoreErrors.uploadTakenOver());
                return Future.succeededFuture();
            }
            end(toFollowers, toWriter);
            return services.aborter().clear(id(), last, how);
        });
    }

    @Override
    public boolean end(StoreException reason, StoreException toWriter) {
        boolean ended = super.end(reason, toWriter);
        dropBytes();
        return ended;
    }

    /** Fails when the last bytes cannot be stored; they are then lost, and the upload can be resumed before them. */
    @Override
    protected Future<Void> leave() {
        BlockWriter own = own();
        return own.rollback()
                .compose(v -> own.flush())
                .onFailure(cause -> LOG.warn(
                        "Cannot store the last {} bytes of upload {}: {}",
                        own.visible() - own.stored(),
                        id(),
                        S3Errors.reason(cause)))
                .onComplete(stored -> {
                    own.digest().ifPresent(digest -> services.digests().put(id(), own.epoch(), digest));
                    dropBytes();
                });
    }

    /** Checks the bucket for changes by other processes; never fails. */
    Future<Void> refresh() {
        if (isEnded()) {
            return Future.succeededFuture();
        }
        return (isOwned() ? isStillOwner() : objects.load(id()).onSuccess(this::follow))
                .onFailure(cause -> LOG.debug("Cannot check upload {}", id(), cause))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * Whether this process still has the last epoch; else its writer loses the upload. The later epoch may be one that this
     * process begins just now, so the check is repeated after the earlier work of the upload.
     */
    Future<Boolean> isStillOwner() {
        return isLast().compose(last -> last ? Future.succeededFuture(true) : run(this::disownIfTaken));
    }

    private Future<Boolean> disownIfTaken() {
        if (!isOwned() || isEnded()) {
            return Future.succeededFuture(false);
        }
        return isLast().onSuccess(last -> {
            if (!last) {
                disown(StoreErrors.uploadTakenOver());
            }
        });
    }

    private Future<Boolean> isLast() {
        return objects.isLast(id(), known.last().number());
    }

    private void follow(Optional<UploadSnapshot> found) {
        if (!isOwned() && found.isPresent()) {
            known = found.get();
            writtenAt = known.modified();
            followers().signal();
        }
        Optional<UploadState> state = found.flatMap(UploadSnapshot::state);
        if (!isOwned() || state.filter(UploadState.Complete.class::isInstance).isPresent()) {
            endElsewhere(state);
        }
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        BlockWriter own = bytes;
        int copied = own == null ? 0 : own.fill(target, position);
        List<Block> chain =
                own == null ? known.chain() : own.chain(); // Blocks are added to it before they leave memory.
        return copied > 0
                ? Future.succeededFuture(copied)
                : new BlockReader(objects.bucket(), id(), chain).fill(target, position);
    }

    @Override
    protected StoreException translate(Throwable cause) {
        return S3Errors.translate(cause);
    }

    @Override
    protected Future<Void> close() {
        closing.accept(this);
        dropBytes();
        return Future.succeededFuture();
    }

    private void entered(Epoch next) {
        known = new UploadSnapshot(id(), next, known.chain(), known.modified(), Optional.empty());
        own().enter(next.number());
    }

    /** Ends the ownership of this process; the writer loses the upload, followers stay. */
    private void disown(StoreException toWriter) {
        dropBytes();
        removeWriter(toWriter);
    }

    private void dropBytes() {
        BlockWriter own = bytes;
        if (own != null) {
            known = new UploadSnapshot(id(), known.last(), own.chain(), Instant.now(), known.outcome());
            bytes = null;
            own.idle().onComplete(idle -> own.close());
        }
        followers().signal();
    }
}
