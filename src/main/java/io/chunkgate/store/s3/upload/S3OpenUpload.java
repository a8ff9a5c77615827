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
import io.chunkgate.store.s3.client.ObjectVersion;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.read.BlockReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /** How long a short upload may take before other gateways know it. */
    private static final Duration UNREGISTERED = Duration.ofMillis(500);

    private final S3UploadServices services;
    private final UploadObjects objects;
    private final Consumer<S3OpenUpload> closing;

    private volatile UploadSnapshot known;
    private volatile @Nullable BlockWriter bytes;
    private volatile Instant writtenAt;
    /** Null for a new upload that is not in the bucket: a short one usually ends before it has to be. */
    private volatile @Nullable Future<Void> registration = Future.succeededFuture();

    private @Nullable Composition composition;
    private Future<Void> copying = Future.succeededFuture();
    private long copied;

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
        if (isPublishedFile()) { // Its blocks may be deleted.
            long size = published().result().size();
            return new Status(
                    now.last().spec(), now.last().createdAt(), writtenAt, size, size, size, size, false, own != null);
        }
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

    private boolean isPublishedFile() {
        return published().succeeded() && known.last().spec().role() == UploadSpec.Role.FILE;
    }

    /** Whether another process publishes it just now, so that the file of the name may be its own. */
    boolean isCommitting() {
        return known.isCommitting();
    }

    /** Makes this process the owner of a new upload. */
    void ownNew(boolean isRegistered) {
        own(known, Buffer.buffer(), new RunningDigest());
        if (!isRegistered) {
            registration = null;
        }
    }

    /** Puts the upload into the bucket if it is not there. */
    private Future<Void> registered() {
        Future<Void> begun = registration;
        if (begun == null || begun.failed()) {
            begun = objects.register(id(), known.last());
            registration = begun;
        }
        return begun;
    }

    private boolean isRegistered() {
        return registration != null;
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
        BlockWriter own = own();
        own.append(data, spec().size());
        writtenAt = Instant.now();
        followers().signal();
        if (!isRegistered() && own.hasRoom() && Instant.now().isBefore(registerAt())) {
            return Future.succeededFuture(end);
        }
        copyBlocks(own);
        return registered().compose(v -> own.room()).map(end);
    }

    /** From then on other gateways know the upload. */
    private Instant registerAt() {
        return known.last().createdAt().plus(UNREGISTERED);
    }

    /** Copies the blocks of a longer file as they are stored; a failed copy is repeated. */
    private void copyBlocks(BlockWriter own) {
        long stored = own.stored();
        if (own.offset() <= BlockWriter.LEAST_BLOCK_BYTES
                || stored - copied < BlockWriter.LEAST_BLOCK_BYTES
                || spec().role() == UploadSpec.Role.PART
                || !copying.isComplete()) {
            return;
        }
        if (composition == null) {
            composition = services.committer().composition(id(), spec());
        }
        copied = stored;
        copying = composition
                .extend(own.chain(), spec().size())
                .onFailure(cause -> LOG.debug("Cannot copy blocks of upload {}", id(), cause))
                .otherwiseEmpty();
    }

    @Override
    protected Future<Long> sync() {
        return flush().map(v -> status().durable());
    }

    private Future<Void> flush() {
        return registered().compose(v -> own().flush());
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
            return isRegistered()
                    ? flush().compose(v -> own().hex(sha256.isPresent()))
                            .compose(found -> publishUnlessMismatch(found, sha256, this::publish))
                    : own().hexInMemory(sha256.isPresent())
                            .compose(found -> publishUnlessMismatch(found, sha256, this::publishFromMemory));
        });
    }

    private Future<FileInfo> publishUnlessMismatch(
            Optional<String> found,
            Optional<String> requested,
            Function<Optional<String>, Future<FileInfo>> publication) {
        return mismatch(found, requested).map(this::refuse).orElseGet(() -> publication.apply(found));
    }

    private Future<FileInfo> refuse(StoreException reason) {
        return end(Epoch.End.DISCARD, StoreErrors.uploadDiscarded(reason), reason)
                .recover(cause -> isEnded() ? Future.succeededFuture() : Future.failedFuture(cause))
                .compose(v -> Future.failedFuture(isEnded() ? reason : StoreErrors.uploadTakenOver()));
    }

    private Future<FileInfo> publishFromMemory(Optional<String> hex) {
        return own().putFromMemory(body -> services.committer().publish(id(), spec(), hex, body))
                .onSuccess(this::complete)
                .onFailure(cause -> end(StoreErrors.uploadDiscarded(), S3Errors.translate(cause)));
    }

    private Future<FileInfo> publish(Optional<String> hex) {
        return services.committer().commit(known.last(), hex).compose(commit -> begin(commit)
                .compose(v -> {
                    entered(commit);
                    UploadSnapshot whole =
                            new UploadSnapshot(id(), commit, own().chain(), Instant.now(), Optional.empty());
                    return copying.compose(copied -> services.committer().finish(whole))
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
        if (!isRegistered()) {
            end(toFollowers, toWriter);
            return Future.succeededFuture();
        }
        Future<?> idle = Future.join(own().idle(), copying, registered()).transform(done -> Future.succeededFuture());
        return idle.compose(v -> objects.begin(id(), last.next(how))).compose(ended -> {
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
                .compose(v -> flush())
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
        if (!isRegistered()) {
            return Future.succeededFuture(true);
        }
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
        if (!isOwned() && found.isPresent() && !found.get().isPublished()) {
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
        int filled = own == null ? 0 : own.fill(target, position);
        if (filled > 0) {
            return Future.succeededFuture(filled);
        }
        if (isPublishedFile()) {
            return fillFromFile(target, position);
        }
        List<Block> chain =
                own == null ? known.chain() : own.chain(); // Blocks are added to it before they leave memory.
        return new BlockReader(objects.bucket(), id(), chain)
                .fill(target, position)
                .recover(cause -> StoreException.hasCode(cause, ErrorCode.DATA_LOSS)
                        ? fillAfterRefresh(target, position, cause)
                        : Future.failedFuture(cause));
    }

    /** The blocks are deleted when the file is published. */
    private Future<Integer> fillAfterRefresh(ByteBuffer target, long position, Throwable cause) {
        return refresh().compose(v -> isPublishedFile() ? fillFromFile(target, position) : Future.failedFuture(cause));
    }

    private Future<Integer> fillFromFile(ByteBuffer target, long position) {
        FileInfo file = published().result();
        int count = (int) Math.min(target.remaining(), file.size() - position);
        return objects.bucket()
                .read(
                        new ObjectVersion(Keys.file(file.name()), file.etag()),
                        position,
                        target.slice(target.position(), count))
                .map(count);
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
