package io.chunkgate.store.s3.publish;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.object.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Publishes and deletes files. Conditions hold against every gateway, not against other writers of the bucket. */
public final class Publisher {
    private static final int ATTEMPTS = 200;
    private static final Duration SWEEP = Duration.ofHours(1);

    private final Bucket bucket;
    private final FileObjects files;
    private final Changes changes;
    private volatile Instant nextSweep = Instant.now().plus(SWEEP);

    /** @param deletesIfMatch whether the server supports conditional deletes */
    public Publisher(Vertx vertx, Bucket bucket, FileObjects files, boolean deletesIfMatch) {
        this.bucket = bucket;
        this.files = files;
        this.changes = new Changes(vertx, bucket, files, deletesIfMatch);
    }

    /**
     * Publishes a file. Idempotent for content of one token, also when several gateways publish it. Fails as defined by the
     * condition when it is not met.
     *
     * @param published the file, if another gateway has completed this commit in the meantime
     */
    public Future<FileInfo> publish(
            FileName name,
            PublishCondition condition,
            Content content,
            Supplier<Future<Optional<FileInfo>>> published) {
        return new Publication(name, condition, content, published).run(ATTEMPTS);
    }

    /** Deletes a published file. Fails with {@code NOT_FOUND}, with {@code FAILED_PRECONDITION} for a folder. */
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return delete(name, condition, ATTEMPTS);
    }

    private Future<Void> delete(FileName name, PublishCondition condition, int attempts) {
        return changes.settle(name).compose(state -> current(state).compose(found -> {
            if (found.isEmpty()) {
                return missing(name);
            }
            FileInfo file = found.get().file();
            condition.require(name, Optional.of(file));
            Claim claim = Claim.delete(UUID.randomUUID().toString(), file);
            return changes.claim(state, claim)
                    .compose(won -> won
                            ? changes.delete(name, found).compose(v -> clear(state))
                            : again(name, attempts, () -> delete(name, condition, attempts - 1)));
        }));
    }

    private Future<Void> clear(Changes.State state) {
        return changes.tidy(state).compose(v -> bucket.delete(List.of(Keys.digest(state.name()))));
    }

    private Future<Void> missing(FileName name) {
        return files.isFolder(FolderName.of(name))
                .compose(folder -> Future.failedFuture(
                        folder
                                ? StoreException.unexpected(
                                        ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's")
                                : StoreErrors.fileNotFound(name)));
    }

    /** Removes the claims of names that have not changed for a time; runs periodically, and lists them once an hour. */
    public Future<Void> sweep() {
        if (Instant.now().isBefore(nextSweep)) {
            return Future.succeededFuture();
        }
        nextSweep = Instant.now().plus(SWEEP);
        return changes.sweep();
    }

    private Future<Optional<FileObjects.Version>> current(Changes.State state) {
        return state.current().map(Future::succeededFuture).orElseGet(() -> files.find(state.name()));
    }

    private static <T> Future<T> again(FileName name, int attempts, Supplier<Future<T>> action) {
        return attempts > 0 ? action.get() : Future.failedFuture(StoreErrors.replacedTooOften(name));
    }

    /** One file that is being published. */
    private final class Publication {
        private final FileName name;
        private final PublishCondition condition;
        private final Content content;
        private final Supplier<Future<Optional<FileInfo>>> published;

        Publication(
                FileName name,
                PublishCondition condition,
                Content content,
                Supplier<Future<Optional<FileInfo>>> published) {
            this.name = name;
            this.condition = condition;
            this.content = content;
            this.published = published;
        }

        Future<FileInfo> run(int attempts) {
            return changes.settle(name).compose(state -> published
                    .get()
                    .compose(done -> done.isPresent()
                            ? Future.succeededFuture(done.get())
                            : isCurrentNeeded(state)
                                    ? current(state).compose(found -> replace(state, found, attempts))
                                    : change(state, Claim.ANYTHING, new Bucket.Guard.None(), attempts)));
        }

        /** The request that creates a single object checks by itself that the name is free. */
        private boolean isCurrentNeeded(Changes.State state) {
            return state.current().isPresent()
                    || content instanceof Content.Parts
                    || condition instanceof PublishCondition.MustExist
                    || condition instanceof PublishCondition.MustMatch;
        }

        private Future<FileInfo> replace(Changes.State state, Optional<FileObjects.Version> found, int attempts) {
            if (Changes.isOf(found, content.token())) {
                return files.withDigest(found.orElseThrow().file(), content.sha256());
            }
            Optional<FileInfo> file = found.map(FileObjects.Version::file);
            condition.require(name, file);
            Bucket.Guard guard = condition instanceof PublishCondition.Anything || file.isEmpty()
                    ? new Bucket.Guard.None()
                    : new Bucket.Guard.Tag(file.get().etag());
            return change(state, Claim.tag(file), guard, attempts);
        }

        private Future<FileInfo> change(Changes.State state, String replaces, Bucket.Guard guard, int attempts) {
            return changes.claim(state, Claim.publish(content, replaces)).compose(won -> {
                if (!won) {
                    return again(name, attempts, () -> run(attempts - 1));
                }
                Future<FileInfo> changed =
                        content instanceof Content.Parts parts ? complete(state, parts) : put(guard, attempts);
                return changed.compose(file -> changes.tidy(state).map(file));
            });
        }

        private Future<FileInfo> put(Bucket.Guard guard, int attempts) {
            Bucket.Guard needed = condition instanceof PublishCondition.MustBeNew ? new Bucket.Guard.New() : guard;
            return putObject(needed).compose(etag -> files.find(name)
                    .compose(found -> etag.isPresent()
                            ? Future.succeededFuture(found.filter(version -> version.isOf(content.token()))
                                    .map(FileObjects.Version::file)
                                    .orElseGet(() -> replaced(etag.get(), size())))
                            : refused(found, attempts)));
        }

        private Future<Optional<String>> putObject(Bucket.Guard guard) {
            String key = Keys.file(name);
            Map<String, String> metadata = FileObjects.metadata(content.token(), content.sha256());
            return content instanceof Content.Copied copied
                    ? bucket.copy(copied.source(), key, metadata).map(Optional::of)
                    : bucket.put(key, ((Content.Whole) content).body(), Bucket.BYTES, metadata, guard);
        }

        private long size() {
            return content instanceof Content.Copied copied
                    ? copied.size()
                    : ((Content.Whole) content).body().get().length();
        }

        /** Another writer has changed the name after the condition was met. */
        private Future<FileInfo> refused(Optional<FileObjects.Version> found, int attempts) {
            condition.require(name, found.map(FileObjects.Version::file));
            return again(name, attempts, () -> run(attempts - 1));
        }

        /** The object's token decides, whatever the response to the completion was. */
        private Future<FileInfo> complete(Changes.State state, Content.Parts parts) {
            return parts.multipart().complete(parts.parts()).transform(completed -> files.find(name)
                    .compose(found -> {
                        if (Changes.isOf(found, content.token())) {
                            return requireSize(found.orElseThrow().file(), parts.size());
                        }
                        return completed.failed() ? Future.failedFuture(completed.cause()) : finished(state, parts);
                    }));
        }

        private Future<FileInfo> requireSize(FileInfo file, long size) {
            return file.size() == size
                    ? files.withDigest(file, content.sha256())
                    : Future.failedFuture(StoreException.unexpected(
                            ErrorCode.DATA_LOSS, "bytes of the stored object", file.size(), Long.toString(size)));
        }

        /** The version is not there: another gateway has finished the change, and the file was replaced since, or it has failed. */
        private Future<FileInfo> finished(Changes.State state, Content.Parts parts) {
            Optional<UploadId> upload = parts.upload();
            Future<Optional<Outcome>> recorded = upload.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : bucket.find(Keys.done(upload.get()))
                            .map(found -> found.map(Bucket.JsonVersion::json).map(Outcome::of));
            return Future.all(changes.isLast(state), recorded).compose(both -> {
                boolean isLast = both.resultAt(0);
                Optional<Outcome> outcome = both.resultAt(1);
                if (isLast || outcome.equals(Optional.of(Outcome.NONE))) {
                    return Future.failedFuture(
                            new StoreException(ErrorCode.DATA_LOSS, "the store has lost bytes of the upload"));
                }
                return Future.succeededFuture(outcome.flatMap(Outcome::file)
                        .orElseGet(() -> replaced('"' + content.token() + '"', parts.size())));
            });
        }

        private FileInfo replaced(String etag, long size) {
            return new FileInfo(name, size, Instant.now().truncatedTo(ChronoUnit.SECONDS), etag, content.sha256());
        }
    }
}
