package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.object.CommitResult;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.chunkgate.store.s3.object.Manifest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes uploads: begins an epoch without a writer, which has the manifest; publishes the manifest; records the result.
 * Any gateway that finds an interrupted commit completes it, and all of them obtain the same result.
 */
final class UploadCommitter {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.ALREADY_EXISTS, ErrorCode.FAILED_PRECONDITION);

    private final UploadObjects objects;
    private final FileIndex index;
    private final UploadAborter aborter;

    UploadCommitter(UploadObjects objects, FileIndex index, UploadAborter aborter) {
        this.objects = objects;
        this.index = index;
        this.aborter = aborter;
    }

    /** Loads the state from the bucket, after completing an interrupted commit. Fails with {@code NOT_FOUND}. */
    Future<UploadSnapshot> load(UploadId id) {
        return objects.load(id).compose(found -> {
            if (found.isEmpty() || found.get().isRemoved()) {
                return Future.failedFuture(StoreErrors.uploadNotFound(id));
            }
            UploadSnapshot snapshot = found.get();
            return snapshot.isCommitting()
                    ? finish(id, snapshot.last()).compose(v -> load(id))
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

    /** The version that a commit publishes now. Without a digest, its tag is a hash of the id, since the id itself is secret. */
    static FileInfo describe(UploadId id, FileName name, long size, Optional<String> sha256) {
        String version = sha256.orElseGet(() -> "v-"
                + Sha256.hex(id.value().getBytes(StandardCharsets.US_ASCII)).substring(0, 32));
        return new FileInfo(name, size, Instant.now().truncatedTo(ChronoUnit.MICROS), "\"" + version + "\"", sha256);
    }

    /**
     * The epoch of a commit. The name of the file is chosen before, so that every gateway that completes the commit publishes
     * the same file.
     *
     * @param manifest with the announced name
     */
    Future<Epoch> commit(Epoch last, Manifest manifest) {
        UploadSpec spec = last.spec();
        return spec.role() == UploadSpec.Role.FILE && spec.condition() instanceof PublishCondition.RenameOnConflict
                ? commitRenamed(last, spec.name(), manifest)
                : Future.succeededFuture(last.commit(manifest));
    }

    private Future<Epoch> commitRenamed(Epoch last, FileName wanted, Manifest manifest) {
        return index.freeName(wanted)
                .map(name -> last.commitRenamed(
                        wanted, manifest.withFile(manifest.file().withName(name))));
    }

    /** Completes a commit that has begun. Fails as defined by the condition when it is not met. */
    Future<FileInfo> finish(UploadId id, Epoch commit) {
        return publish(id, commit)
                .compose(file -> Future.all(objects.end(id, new CommitResult(true)), schedule(commit, id))
                        .map(file))
                .recover(cause -> isNameTaken(commit, cause)
                        ? rename(id, commit)
                        : isRefusal(cause) ? recordRefusal(id, commit, cause) : Future.failedFuture(cause))
                .compose(file -> objects.hide(commit.spec(), id).map(file));
    }

    private Future<FileInfo> publish(UploadId id, Epoch commit) {
        Manifest manifest = commit.manifest().orElseThrow();
        return commit.spec().role() == UploadSpec.Role.PART
                ? Future.succeededFuture(manifest.file())
                : index.publish(manifest, commit.spec().condition(), () -> isOver(id, commit));
    }

    /** Fails with {@code ALREADY_EXISTS} if a commit under another name has begun, so that this one is not published too. */
    private Future<Boolean> isOver(UploadId id, Epoch commit) {
        return objects.isDone(id)
                .compose(done -> done || commit.wanted().isEmpty()
                        ? Future.succeededFuture(done)
                        : objects.isLast(id, commit.number())
                                .compose(last -> last
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(new StoreException(
                                                ErrorCode.ALREADY_EXISTS, "published under another name"))));
    }

    private Future<?> schedule(Epoch commit, UploadId id) {
        return index.schedule(commit.spec().name(), id);
    }

    private static boolean isNameTaken(Epoch commit, Throwable cause) {
        return commit.wanted().isPresent() && StoreException.hasCode(cause, ErrorCode.ALREADY_EXISTS);
    }

    /**
     * Commits under the next free name, as another upload has taken the name since it was chosen. When several gateways do
     * that, one begins the epoch, and all complete it.
     */
    private Future<FileInfo> rename(UploadId id, Epoch commit) {
        return commitRenamed(
                        commit, commit.wanted().orElseThrow(), commit.manifest().orElseThrow())
                .compose(next -> objects.begin(id, next).compose(begun -> begun ? finish(id, next) : finishLast(id)));
    }

    private Future<FileInfo> finishLast(UploadId id) {
        return load(id).map(found -> found.last().manifest().orElseThrow().file());
    }

    private Future<FileInfo> recordRefusal(UploadId id, Epoch commit, Throwable cause) {
        return objects.end(id, new CommitResult(false)).compose(outcome -> {
            if (outcome.published()) {
                return Future.succeededFuture(commit.manifest().orElseThrow().file());
            }
            return aborter.clear(id, commit, Epoch.End.COMMIT).transform(v -> Future.failedFuture(cause));
        });
    }

    /** Whether a commit failed because of its condition, which ends the upload. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof StoreException refusal && REFUSALS.contains(refusal.code());
    }
}
