package io.chunkgate.store.s3.upload;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.PutBody;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Outcome;
import io.chunkgate.store.s3.publish.Content;
import io.chunkgate.store.s3.publish.Publisher;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Publishes uploads: begins an epoch without a writer, publishes the bytes, and records the result. Any gateway that finds an
 * interrupted commit completes it, and all of them obtain the same result.
 */
final class UploadCommitter {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.ALREADY_EXISTS, ErrorCode.FAILED_PRECONDITION);

    private final UploadObjects objects;
    private final FileObjects files;
    private final Publisher publisher;
    private final UploadAborter aborter;
    private final MemoryBudget memory;

    UploadCommitter(
            UploadObjects objects, FileObjects files, Publisher publisher, UploadAborter aborter, MemoryBudget memory) {
        this.objects = objects;
        this.files = files;
        this.publisher = publisher;
        this.aborter = aborter;
        this.memory = memory;
    }

    /** Loads the state from the bucket, after completing an interrupted commit. Fails with {@code NOT_FOUND}. */
    Future<UploadSnapshot> load(UploadId id) {
        return objects.load(id).compose(found -> {
            if (found.isEmpty() || found.get().isRemoved()) {
                return Future.failedFuture(StoreErrors.uploadNotFound(id));
            }
            UploadSnapshot snapshot = found.get();
            return snapshot.isCommitting()
                    ? recover(snapshot).compose(v -> load(id))
                    : Future.succeededFuture(snapshot);
        });
    }

    /** As {@link #load}, for a running upload; fails with {@code FAILED_PRECONDITION} when it is complete. */
    Future<UploadSnapshot> loadRunning(UploadId id, Duration expireAfter) {
        return load(id).compose(found -> {
            if (found.isPublished()) {
                return Future.failedFuture(StoreErrors.uploadComplete());
            }
            return found.isRunning(expireAfter)
                    ? Future.succeededFuture(found)
                    : Future.failedFuture(StoreErrors.uploadNotFound(id));
        });
    }

    /** The token of the version that an upload publishes: a hash, since the id itself is secret. */
    static String token(UploadId id) {
        return "v-" + Sha256.hex(id.value().getBytes(StandardCharsets.US_ASCII)).substring(0, 32);
    }

    /** The copies of an upload's blocks; with the digest in the metadata if the client has announced it. */
    Composition composition(UploadId id, UploadSpec spec) {
        return new Composition(objects, id, spec.name(), FileObjects.metadata(token(id), spec.sha256()));
    }

    /**
     * Publishes a file whose upload is not in the bucket.
     *
     * @param bytes of the whole file
     */
    Future<FileInfo> publish(UploadId id, UploadSpec spec, Optional<String> sha256, Supplier<PutBody> bytes) {
        Content content = new Content.Whole(token(id), sha256, Optional.empty(), bytes);
        return spec.condition() instanceof PublishCondition.RenameOnConflict
                ? publishRenamed(spec.name(), content)
                : publish(spec.name(), spec.condition(), content);
    }

    private Future<FileInfo> publish(FileName name, PublishCondition condition, Content content) {
        return publisher.publish(name, condition, content, () -> Future.succeededFuture(Optional.empty()));
    }

    private Future<FileInfo> publishRenamed(FileName wanted, Content content) {
        return files.freeName(wanted)
                .compose(name -> publish(name, new PublishCondition.MustBeNew(), content))
                .recover(cause -> StoreException.hasCode(cause, ErrorCode.ALREADY_EXISTS)
                        ? publishRenamed(wanted, content)
                        : Future.failedFuture(cause));
    }

    /**
     * The epoch of a commit. The name of the file is chosen before, so that every gateway that completes the commit publishes
     * the same file.
     */
    Future<Epoch> commit(Epoch last, Optional<String> sha256) {
        UploadSpec spec = last.spec();
        return spec.role() == UploadSpec.Role.FILE && spec.condition() instanceof PublishCondition.RenameOnConflict
                ? commitRenamed(last, spec.name(), sha256)
                : Future.succeededFuture(last.commit(sha256));
    }

    private Future<Epoch> commitRenamed(Epoch last, FileName wanted, Optional<String> sha256) {
        return files.freeName(wanted).map(name -> last.commitRenamed(wanted, name, sha256));
    }

    /** Completes a commit whose gateway may have stopped after it published the file. */
    Future<FileInfo> recover(UploadSnapshot begun) {
        Epoch commit = begun.last();
        if (commit.spec().role() == UploadSpec.Role.PART) {
            return finish(begun);
        }
        return files.find(commit.spec().name())
                .compose(found -> found.filter(version -> version.isOf(token(begun.id())))
                        .map(FileObjects.Version::file)
                        .map(file -> files.withDigest(file, commit.sha256())
                                .compose(described -> recordSuccess(begun, described))
                                .compose(described -> hide(begun).map(described)))
                        .orElseGet(() -> finish(begun)));
    }

    /** Completes a commit that has begun. Fails as defined by the condition when it is not met. */
    Future<FileInfo> finish(UploadSnapshot begun) {
        Epoch commit = begun.last();
        return publish(begun)
                .compose(file -> recordSuccess(begun, file))
                .recover(cause -> isNameTaken(commit, cause)
                        ? rename(begun)
                        : isRefusal(cause) ? recordRefusal(begun, cause) : Future.failedFuture(cause))
                .compose(file -> hide(begun).map(file));
    }

    /** An upload is listed under the name that was announced. */
    private Future<Void> hide(UploadSnapshot begun) {
        Epoch commit = begun.last();
        return objects.hide(commit.wanted().map(commit.spec()::withName).orElse(commit.spec()), begun.id());
    }

    private Future<FileInfo> publish(UploadSnapshot begun) {
        Epoch commit = begun.last();
        UploadSpec spec = commit.spec();
        if (spec.role() == UploadSpec.Role.PART) {
            return Future.succeededFuture(describePart(begun));
        }
        return content(begun)
                .compose(content ->
                        publisher.publish(spec.name(), spec.condition(), content, () -> published(begun.id(), commit)));
    }

    private static FileInfo describePart(UploadSnapshot begun) {
        return new FileInfo(
                begun.last().spec().name(),
                begun.offset(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                '"' + token(begun.id()) + '"',
                begun.last().sha256());
    }

    private Future<Content> content(UploadSnapshot begun) {
        UploadId id = begun.id();
        Optional<String> sha256 = begun.last().sha256();
        if (begun.offset() > BlockWriter.LEAST_BLOCK_BYTES) {
            return composition(id, begun.last().spec())
                    .complete(begun.chain())
                    .map(composed -> new Content.Parts(
                            token(id),
                            sha256,
                            Optional.of(id),
                            composed.multipart(),
                            composed.parts(),
                            begun.offset()));
        }
        MemoryBudget.Share share = memory.open();
        share.reserve(begun.offset());
        return new BlockReader(objects.bucket(), id, begun.chain())
                .read(0, (int) begun.offset())
                .onComplete(read -> share.close())
                .map(bytes -> new Content.Whole(
                        token(id), sha256, Optional.of(id), () -> PutBody.of(ByteBuffer.wrap(bytes.getBytes()))));
    }

    /** The result that another gateway has recorded. Fails with {@code ALREADY_EXISTS} if a commit under another name has begun. */
    private Future<Optional<FileInfo>> published(UploadId id, Epoch commit) {
        return objects.outcome(id).compose(found -> {
            Optional<FileInfo> file = found.flatMap(Outcome::file);
            return file.isPresent() || commit.wanted().isEmpty()
                    ? Future.succeededFuture(file)
                    : objects.isLast(id, commit.number())
                            .compose(last -> last
                                    ? Future.succeededFuture(file)
                                    : Future.failedFuture(new StoreException(
                                            ErrorCode.ALREADY_EXISTS, "published under another name")));
        });
    }

    private Future<FileInfo> recordSuccess(UploadSnapshot begun, FileInfo file) {
        UploadId id = begun.id();
        boolean isFile = begun.last().spec().role() == UploadSpec.Role.FILE;
        return Future.all(objects.end(id, Outcome.of(file)), objects.schedule(id))
                .compose(v -> isFile ? objects.deleteBlocks(id) : Future.succeededFuture())
                .map(file);
    }

    private static boolean isNameTaken(Epoch commit, Throwable cause) {
        return commit.wanted().isPresent() && StoreException.hasCode(cause, ErrorCode.ALREADY_EXISTS);
    }

    /**
     * Commits under the next free name, as another upload has taken the name since it was chosen. When several gateways do
     * that, one begins the epoch, and all complete it.
     */
    private Future<FileInfo> rename(UploadSnapshot begun) {
        Epoch commit = begun.last();
        return commitRenamed(commit, commit.wanted().orElseThrow(), commit.sha256())
                .compose(next -> objects.begin(begun.id(), next)
                        .compose(won -> won ? finish(begun.with(next)) : finishLast(begun.id())));
    }

    private Future<FileInfo> finishLast(UploadId id) {
        return load(id).map(found -> found.file().orElseThrow(() -> StoreErrors.uploadNotFound(id)));
    }

    private Future<FileInfo> recordRefusal(UploadSnapshot begun, Throwable cause) {
        return objects.end(begun.id(), Outcome.NONE)
                .compose(outcome -> outcome.file().map(Future::succeededFuture).orElseGet(() -> aborter.clear(
                                begun.id(), begun.last(), Epoch.End.COMMIT)
                        .transform(v -> Future.failedFuture(cause))));
    }

    /** Whether a commit failed because of its condition, which ends the upload. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof StoreException refusal && REFUSALS.contains(refusal.code());
    }
}
