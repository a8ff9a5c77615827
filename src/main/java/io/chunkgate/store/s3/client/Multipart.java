package io.chunkgate.store.s3.client;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * A multipart upload of an object: its parts become one object in one step. A part but the last has at least {@value
 * #LEAST_PART_BYTES} bytes, and there are at most {@value #MOST_PARTS}.
 *
 * @param key of the object
 * @param id  by which the server knows the upload
 */
public record Multipart(Bucket bucket, String key, String id) {
    public static final int LEAST_PART_BYTES = 5 * 1024 * 1024;
    public static final int MOST_PARTS = 10_000;

    /**
     * A stored part.
     *
     * @param number from 1
     * @param size   in bytes
     */
    public record Part(int number, String etag, long size) {}

    /** @param metadata of the object */
    public static Future<Multipart> begin(Bucket bucket, String key, Map<String, String> metadata) {
        return bucket.call(() -> bucket.client().createMultipartUpload(create -> create.bucket(bucket.name())
                        .key(bucket.whole(key))
                        .contentType(Bucket.BYTES)
                        .metadata(metadata)))
                .map(begun -> new Multipart(bucket, key, begun.uploadId()));
    }

    /** Records the upload, so that another gateway can continue or abort it. */
    public JsonObject toJson() {
        return new JsonObject().put("key", key).put("id", id);
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #toJson} did not write. */
    public static Multipart of(Bucket bucket, JsonObject json) {
        return new Multipart(bucket, json.getString("key"), json.getString("id"));
    }

    /** The stored parts by number; empty when there is no such upload any more. */
    public Future<Optional<List<Part>>> parts() {
        List<Part> found = new ArrayList<>();
        return Bucket.ifPresent(bucket.call(() -> listed(found)).map(listed -> {
            found.sort(Comparator.comparingInt(Part::number));
            return found;
        }));
    }

    private CompletableFuture<Void> listed(List<Part> found) {
        return bucket.client()
                .listPartsPaginator(list ->
                        list.bucket(bucket.name()).key(bucket.whole(key)).uploadId(id))
                .subscribe((ListPartsResponse page) ->
                        page.parts().forEach(part -> found.add(new Part(part.partNumber(), part.eTag(), part.size()))));
    }

    /** Stores a range of an object that does not change as a part, without its bytes being transferred. */
    public Future<Part> copy(int number, String source, long sourceSize, long from, long size) {
        return copy(number, source, sourceSize, from, size, copy -> {});
    }

    /** As {@link #copy(int, String, long, long, long)}, of one version of an object; fails when it is another version now. */
    public Future<Part> copy(int number, ObjectVersion source, long sourceSize, long from, long size) {
        return copy(number, source.key(), sourceSize, from, size, copy -> source.version()
                .ifPresentOrElse(copy::sourceVersionId, () -> copy.copySourceIfMatch(source.etag())));
    }

    private Future<Part> copy(
            int number,
            String source,
            long sourceSize,
            long from,
            long size,
            Consumer<UploadPartCopyRequest.Builder> version) {
        UploadPartCopyRequest.Builder copy = UploadPartCopyRequest.builder()
                .sourceBucket(bucket.name())
                .sourceKey(bucket.whole(source))
                .destinationBucket(bucket.name())
                .destinationKey(bucket.whole(key))
                .uploadId(id)
                .partNumber(number)
                .applyMutation(version);
        if (size < sourceSize) {
            copy.copySourceRange("bytes=" + from + "-" + (from + size - 1));
        }
        UploadPartCopyRequest request = copy.build();
        return bucket.call(() -> bucket.client().uploadPartCopy(request))
                .map(stored -> new Part(number, stored.copyPartResult().eTag(), size));
    }

    public Future<Part> put(int number, Supplier<PutBody> body) {
        return bucket.call(() -> {
            PutBody given = body.get();
            return bucket.client()
                    .uploadPart(
                            put -> put.bucket(bucket.name())
                                    .key(bucket.whole(key))
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentLength(given.length())
                                    .contentMD5(given.md5()),
                            given.publisher())
                    .thenApply(stored -> new Part(number, stored.eTag(), given.length()));
        });
    }

    /**
     * Makes the parts one object. A success says nothing for certain: some servers send the status before the result. The
     * object's metadata does.
     *
     * @return false when there is no such upload: it was completed or aborted before
     */
    public Future<Boolean> complete(List<Part> parts) {
        List<CompletedPart> all = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .build())
                .toList();
        return Bucket.ifPresent(bucket.call(
                        () -> bucket.client().completeMultipartUpload(complete -> complete.bucket(bucket.name())
                                .key(bucket.whole(key))
                                .uploadId(id)
                                .multipartUpload(upload -> upload.parts(all)))))
                .map(Optional::isPresent);
    }

    /** Deletes the parts; does nothing when there is no such upload. */
    public Future<Void> abort() {
        return Bucket.ifPresent(
                        bucket.call(() -> bucket.client().abortMultipartUpload(abort -> abort.bucket(bucket.name())
                                .key(bucket.whole(key))
                                .uploadId(id))))
                .mapEmpty();
    }
}
