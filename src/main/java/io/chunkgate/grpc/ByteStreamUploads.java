package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the uploads of ByteStream, whose clients know them by the name of the resource: by id, or for a file's name any
 * upload to it, both on whatever door they began; for addressed content only one that began under the very same name.
 */
final class ByteStreamUploads {
    /** In the metadata of an upload that began here: the resource's name. */
    private static final String MARK = "bytestream";

    private final FileStore store;

    ByteStreamUploads(FileStore store) {
        this.store = store;
    }

    /** The metadata of an upload that begins here. */
    static Map<String, String> mark(Resource resource) {
        return Map.of(MARK, resource.name());
    }

    /** The upload whose id the resource's name has, running or not, if it does. */
    Future<Optional<UploadInfo>> byId(Resource resource) {
        return resource.upload()
                .map(id -> present(store.upload(id)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** The upload that a client of this resource goes on with, if there is one. */
    Future<Optional<UploadInfo>> running(Resource resource) {
        return present(store.upload(resource.file()))
                .map(found -> found.filter(upload -> !resource.content() || isMarked(upload, resource)));
    }

    /** The file, if it is published. */
    Future<Optional<FileInfo>> published(Resource resource) {
        return present(store.stat(resource.file()));
    }

    /** Discards what a client left that begins anew; uploads of other doors are not its business. */
    Future<Void> forget(Resource resource) {
        return present(store.upload(resource.file()))
                .compose(found -> found.filter(upload -> isMarked(upload, resource))
                        .map(upload -> present(store.discard(upload.id())).<Void>mapEmpty())
                        .orElseGet(Future::succeededFuture));
    }

    private static boolean isMarked(UploadInfo upload, Resource resource) {
        return resource.name().equals(upload.spec().metadata().get(MARK));
    }

    private static <T> Future<Optional<T>> present(Future<T> found) {
        return found.map(Optional::ofNullable)
                .recover(cause -> cause instanceof StoreException failure && failure.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }
}
