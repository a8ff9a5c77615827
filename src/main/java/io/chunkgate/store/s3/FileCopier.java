package io.chunkgate.store.s3;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.PutBody;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.publish.Content;
import io.chunkgate.store.s3.publish.Publisher;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Copies and moves files. The server copies the bytes; the gateway publishes the copy as it publishes an upload. */
final class FileCopier {
    private final FileObjects files;
    private final Publisher publisher;
    private final PartCopier parts;

    FileCopier(Bucket bucket, FileObjects files, Publisher publisher) {
        this.files = files;
        this.publisher = publisher;
        this.parts = new PartCopier(bucket);
    }

    Future<FileInfo> copy(CopySpec spec) {
        return source(spec).compose(source -> copy(source, spec.to(), spec.target()));
    }

    /** A failure after the copy was published leaves both files: another writer may have replaced the copy since. */
    Future<FileInfo> move(CopySpec spec) {
        return source(spec).compose(source -> move(source, spec.to(), spec.target()));
    }

    private Future<FileObjects.Version> source(CopySpec spec) {
        spec.requireDifferent();
        return files.get(spec.from()).compose(source -> {
            spec.source().require(spec.from(), Optional.of(source.file()));
            return files.requireUsable(spec.to()).map(current -> {
                spec.target().require(spec.to(), current);
                return source;
            });
        });
    }

    /** As {@link #copy}, then deletes the source if it is still the version that was copied. */
    Future<FileInfo> move(FileObjects.Version source, FileName to, PublishCondition condition) {
        FileInfo file = source.file();
        return copy(source, to, condition).compose(copy -> publisher
                .delete(file.name(), new PublishCondition.MustMatch(Set.of(file.etag())))
                .map(copy));
    }

    /**
     * Publishes the bytes of a version under a name that a file may have. Fails with {@code NOT_FOUND} or {@code ABORTED} when
     * the version is deleted or replaced meanwhile.
     */
    Future<FileInfo> copy(FileObjects.Version source, FileName to, PublishCondition condition) {
        return copied(source, to, condition)
                .recover(cause -> S3Errors.isClientError(cause)
                        ? requireUnchanged(source).compose(v -> Future.failedFuture(cause))
                        : Future.failedFuture(cause));
    }

    private Future<FileInfo> copied(FileObjects.Version source, FileName to, PublishCondition condition) {
        String token = UUID.randomUUID().toString();
        Optional<String> sha256 = source.file().sha256();
        long size = source.file().size();
        if (condition instanceof PublishCondition.Anything && size <= PartCopier.LEAST_BYTES) {
            return publish(to, condition, new Content.Copied(token, sha256, source.object(), size));
        }
        if (size == 0) { // Not every server has parts without bytes.
            Supplier<PutBody> nothing = () -> PutBody.of(ByteBuffer.allocate(0));
            return publish(to, condition, new Content.Whole(token, sha256, Optional.empty(), nothing));
        }
        return parts.copy(source, to, token, all -> requireUnchanged(source).compose(v -> publish(to, condition, all)));
    }

    private Future<FileInfo> publish(FileName to, PublishCondition condition, Content content) {
        return publisher.publish(to, condition, content, () -> Future.succeededFuture(Optional.empty()));
    }

    /** Some servers copy parts of any version, although the request names one. */
    private Future<Void> requireUnchanged(FileObjects.Version source) {
        FileName name = source.file().name();
        return files.find(name).map(current -> {
            String etag = current.orElseThrow(() -> StoreErrors.fileNotFound(name))
                    .file()
                    .etag();
            if (!etag.equals(source.file().etag())) {
                throw StoreException.unexpected(
                        ErrorCode.ABORTED, "version of '" + name + "'", "replaced while it was copied", "the same one");
            }
            return null;
        });
    }
}
