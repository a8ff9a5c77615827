package io.chunkgate.store.s3;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Multipart;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.publish.Content;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Copies a file into the parts of a multipart upload, within the server. The multipart upload is recorded as that of an upload
 * which has ended, so that its parts are deleted when this gateway stops.
 */
final class PartCopier {
    /** Of a part but the last; the server needs less than a second for it. */
    static final int LEAST_BYTES = 16 * 1024 * 1024;

    private static final int AT_ONCE = 4;

    private final Bucket bucket;

    PartCopier(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * Copies a version that has at least one byte.
     *
     * @param token   of the copy
     * @param publish publishes the parts, which are deleted when it fails
     */
    Future<FileInfo> copy(
            FileObjects.Version source, FileName to, String token, Function<Content, Future<FileInfo>> publish) {
        UploadId id = UploadId.random();
        FileInfo file = source.file();
        return Multipart.begin(bucket, Keys.file(to), FileObjects.metadata(token, file.sha256()))
                .compose(begun -> record(id, begun)
                        .compose(v -> parts(begun, source))
                        .compose(all -> publish.apply(
                                new Content.Parts(token, file.sha256(), Optional.empty(), begun, all, file.size())))
                        .compose(published -> forget(id).map(published), cause -> abort(begun, cause)));
    }

    private Future<Void> record(UploadId id, Multipart begun) {
        return Future.all(bucket.put(Keys.multipart(id), begun.toJson()), bucket.put(Keys.due(id), new JsonObject()))
                .mapEmpty();
    }

    /** Always succeeds, as the record is removed later too. */
    private Future<Void> forget(UploadId id) {
        return bucket.delete(List.of(Keys.multipart(id), Keys.due(id))).otherwiseEmpty();
    }

    /** The record stays: a part may still be on its way, and is deleted later. */
    private static <T> Future<T> abort(Multipart begun, Throwable cause) {
        return begun.abort().transform(aborted -> Future.failedFuture(cause));
    }

    private static Future<List<Multipart.Part>> parts(Multipart begun, FileObjects.Version source) {
        long size = source.file().size();
        long each = Math.max(LEAST_BYTES, ceilDiv(size, Multipart.MOST_PARTS));
        List<Integer> numbers =
                IntStream.rangeClosed(1, (int) ceilDiv(size, each)).boxed().toList();
        return BoundedConcurrency.map(numbers, AT_ONCE, number -> {
            long from = (number - 1) * each;
            return begun.copy(number, source.object(), size, from, Math.min(each, size - from));
        });
    }

    private static long ceilDiv(long size, long each) {
        return (size + each - 1) / each;
    }
}
