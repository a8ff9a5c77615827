package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.client.Workers;
import io.chunkgate.store.s3.object.CommitResult;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.FileIndex;
import io.chunkgate.store.s3.object.Manifest;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private final Workers workers;

    UploadCommitter(UploadObjects objects, FileIndex index, UploadAborter aborter, Workers workers) {
        this.objects = objects;
        this.index = index;
        this.aborter = aborter;
        this.workers = workers;
    }

    /** See {@link io.chunkgate.store.Upload#commit}; called within {@link S3OpenUpload#run}. */
    Future<FileInfo> commit(S3OpenUpload upload, BlockWriter bytes, Optional<String> requested) {
        requireWhole(upload.spec(), bytes);
        return bytes.flush()
                .compose(v -> hex(upload.id(), bytes, requested.isPresent()))
                .compose(found -> matches(found, requested)
                                && matches(found, upload.spec().sha256())
                        ? publish(upload, bytes, found)
                        : refuse(upload, found, requested.or(() -> upload.spec().sha256())));
    }

    /** Completes a commit that has begun. Fails as defined by the condition when it is not met. */
    Future<FileInfo> finish(UploadId id, Epoch commit) {
        Manifest manifest = commit.manifest().orElseThrow();
        UploadSpec spec = commit.spec();
        Future<FileInfo> published = spec.role() == UploadSpec.Role.PART
                ? Future.succeededFuture(manifest.file())
                : index.publish(manifest, spec.condition(), () -> objects.isDone(id));
        return published
                .compose(file -> Future.all(objects.end(id, new CommitResult(true)), index.schedule(spec.name(), id))
                        .map(file))
                .recover(cause -> isRefusal(cause) ? recordRefusal(id, commit, cause) : Future.failedFuture(cause))
                .compose(file -> objects.hide(spec, id).map(file));
    }

    private static void requireWhole(UploadSpec spec, BlockWriter bytes) {
        long size = spec.size().orElse(bytes.offset());
        if (size != bytes.offset() || bytes.isStaged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "stored bytes", bytes.visible(), Long.toString(size));
        }
    }

    /** The digest; bytes that another process wrote are read from the bucket. */
    private Future<Optional<String>> hex(UploadId id, BlockWriter bytes, boolean isRequested) {
        if (bytes.digest().isEmpty() && !isRequested) {
            return Future.succeededFuture(Optional.empty());
        }
        RunningDigest digest = bytes.digest().orElseGet(RunningDigest::new);
        BlockReader reader = new BlockReader(objects.bucket(), id, bytes.chain());
        return reader.forEach(
                        digest.position(),
                        reader.end(),
                        read -> workers.run(() -> {
                            digest.update(digest.position(), ByteBuffer.wrap(read.getBytes()));
                            return null;
                        }))
                .map(v -> Optional.of(digest.hex()));
    }

    private static boolean matches(Optional<String> found, Optional<String> expected) {
        return expected.isEmpty() || expected.equals(found);
    }

    private Future<FileInfo> refuse(S3OpenUpload upload, Optional<String> found, Optional<String> expected) {
        StoreException reason = StoreException.unexpected(
                ErrorCode.DATA_LOSS, "sha256", found.orElse("unknown"), expected.orElse("unknown"));
        return aborter.begin(upload.id(), upload.epoch(), Epoch.End.DISCARD).compose(ended -> {
            if (!ended) {
                return Future.failedFuture(StoreErrors.uploadTakenOver());
            }
            upload.end(StoreErrors.uploadDiscarded(reason), reason);
            return aborter.clear(upload.id(), upload.epoch(), Epoch.End.DISCARD)
                    .transform(v -> Future.failedFuture(reason));
        });
    }

    private Future<FileInfo> publish(S3OpenUpload upload, BlockWriter bytes, Optional<String> hex) {
        FileInfo file = new FileInfo(
                upload.name(),
                bytes.offset(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                "\"" + hex.orElseGet(() -> versionOf(upload.id())) + "\"",
                hex);
        Epoch commit = upload.epoch().commit(new Manifest(file, upload.id(), bytes.chain()));
        return objects.begin(upload.id(), commit).compose(begun -> {
            if (!begun) {
                return Future.failedFuture(StoreErrors.uploadTakenOver());
            }
            upload.entered(commit);
            return finish(upload.id(), commit)
                    .onSuccess(upload::complete)
                    .onFailure(cause -> afterFailure(upload, S3Errors.translate(cause)));
        });
    }

    /** A refusal ends the upload. After any other failure the commit is completed when the upload is loaded again. */
    private static void afterFailure(S3OpenUpload upload, StoreException cause) {
        if (isRefusal(cause)) {
            upload.end(StoreErrors.uploadDiscarded(cause), cause);
        } else {
            upload.disown(cause);
        }
    }

    private Future<FileInfo> recordRefusal(UploadId id, Epoch commit, Throwable cause) {
        return objects.end(id, new CommitResult(false)).compose(outcome -> {
            if (outcome.published()) {
                return Future.succeededFuture(commit.manifest().orElseThrow().file());
            }
            return aborter.clear(id, commit, Epoch.End.COMMIT).transform(v -> Future.failedFuture(cause));
        });
    }

    private static boolean isRefusal(Throwable cause) {
        return cause instanceof StoreException refusal && REFUSALS.contains(refusal.code());
    }

    /** Without a digest, the tag is a hash of the id, since the id itself is secret. */
    private static String versionOf(UploadId id) {
        RunningDigest digest = new RunningDigest();
        digest.update(0, ByteBuffer.wrap(id.value().getBytes(StandardCharsets.US_ASCII)));
        return "v-" + digest.hex().substring(0, 32);
    }
}
