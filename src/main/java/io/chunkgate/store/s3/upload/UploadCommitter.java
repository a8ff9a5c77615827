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
 * The step that makes an upload a file: an epoch begins in which nobody may write and which says what is to be published;
 * then that is published; then it is written down that it was. Whoever comes upon a commit that was cut goes on with it,
 * and all of them come to the same end.
 */
final class UploadCommitter {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.ALREADY_EXISTS, ErrorCode.FAILED_PRECONDITION);

    private final UploadObjects objects;
    private final FileIndex names;
    private final UploadAborter aborter;
    private final Workers workers;

    UploadCommitter(UploadObjects objects, FileIndex names, UploadAborter aborter, Workers workers) {
        this.objects = objects;
        this.names = names;
        this.aborter = aborter;
        this.workers = workers;
    }

    /** See {@link io.chunkgate.store.Upload#commit}; in the upload's turn. */
    Future<FileInfo> commit(S3OpenUpload upload, BlockWriter bytes, Optional<String> asked) {
        requireWhole(upload.spec(), bytes);
        return bytes.flush()
                .compose(v -> hex(upload.id(), bytes, asked.isPresent()))
                .compose(found -> isRight(found, asked)
                                && isRight(found, upload.spec().sha256())
                        ? publish(upload, bytes, found)
                        : refuse(upload, found, asked.or(() -> upload.spec().sha256())));
    }

    /** Brings a commit to its end that somebody began. Fails as the condition says when that does not hold. */
    Future<FileInfo> finish(UploadId id, Epoch commit) {
        Manifest manifest = commit.manifest().orElseThrow();
        UploadSpec spec = commit.spec();
        Future<FileInfo> published = spec.role() == UploadSpec.Role.PART
                ? Future.succeededFuture(manifest.file())
                : names.publish(manifest, spec.condition(), () -> objects.isDone(id));
        return published
                .compose(file -> Future.all(objects.end(id, new CommitResult(true)), names.note(spec.name(), id))
                        .map(file))
                .recover(cause -> isRefusal(cause) ? withdraw(id, commit, cause) : Future.failedFuture(cause))
                .compose(file -> objects.hide(spec, id).map(file));
    }

    private static void requireWhole(UploadSpec spec, BlockWriter bytes) {
        long size = spec.size().orElse(bytes.offset());
        if (size != bytes.offset() || bytes.isStaged()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "stored bytes", bytes.visible(), Long.toString(size));
        }
    }

    /** The digest, of bytes from the bucket where they came before this process wrote. */
    private Future<Optional<String>> hex(UploadId id, BlockWriter bytes, boolean asked) {
        if (bytes.digest().isEmpty() && !asked) {
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

    private static boolean isRight(Optional<String> found, Optional<String> expected) {
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

    /** A refusal is the end. After anything else the next who asks for the upload goes on with the commit. */
    private static void afterFailure(S3OpenUpload upload, StoreException cause) {
        if (isRefusal(cause)) {
            upload.end(StoreErrors.uploadDiscarded(cause), cause);
        } else {
            upload.disown(cause);
        }
    }

    private Future<FileInfo> withdraw(UploadId id, Epoch commit, Throwable cause) {
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

    /** Where no digest is known, the tag comes from the id, which itself is nobody's to know. */
    private static String versionOf(UploadId id) {
        RunningDigest digest = new RunningDigest();
        digest.update(0, ByteBuffer.wrap(id.value().getBytes(StandardCharsets.US_ASCII)));
        return "v-" + digest.hex().substring(0, 32);
    }
}
