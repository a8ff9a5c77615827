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
 * Finds the uploads of ByteStream clients, which know them by resource name: by id or by file name, whichever protocol began
 * them; for content-addressed files only an upload that began under exactly the same resource name.
 */
final class ByteStreamUploads {
    /** The metadata key of an upload that ByteStream began; the value is the resource name. */
    private static final String RESOURCE_KEY = "bytestream";

    private final FileStore store;

    ByteStreamUploads(FileStore store) {
        this.store = store;
    }

    /** The metadata of an upload that ByteStream begins. */
    static Map<String, String> metadata(Resource resource) {
        return Map.of(RESOURCE_KEY, resource.name());
    }

    /** The upload whose id is in the resource name, running or not. Empty for a name without an id; fails for an unknown one. */
    Future<Optional<UploadInfo>> byId(Resource resource) {
        return resource.upload()
                .map(id -> store.upload(id).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** The upload that a client of this resource resumes, if there is one. */
    Future<Optional<UploadInfo>> running(Resource resource) {
        return present(store.upload(resource.file()))
                .map(found -> found.filter(upload -> !resource.isContent() || hasName(upload, resource)));
    }

    /** The file, if it is published. */
    Future<Optional<FileInfo>> published(Resource resource) {
        return present(store.stat(resource.file())).map(found -> found.filter(resource::matches));
    }

    private static boolean hasName(UploadInfo upload, Resource resource) {
        return resource.name().equals(upload.spec().metadata().get(RESOURCE_KEY));
    }

    private static <T> Future<Optional<T>> present(Future<T> found) {
        return StoreException.emptyOn(found, ErrorCode.NOT_FOUND);
    }
}
