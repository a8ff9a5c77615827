package io.chunkgate.store.s3;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.publish.Publisher;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes folders with everything in them. Each file is deleted as {@link Publisher#delete} does, since other gateways may
 * have claimed changes of it; no gateway changes other objects than files.
 */
final class FolderDeleter {
    private static final int AT_ONCE = 16;

    private final Bucket bucket;
    private final FileObjects files;
    private final Publisher publisher;

    FolderDeleter(Bucket bucket, FileObjects files, Publisher publisher) {
        this.bucket = bucket;
        this.files = files;
        this.publisher = publisher;
    }

    /** @param folder not the root, which has the gateway's own objects */
    Future<Void> delete(FolderName folder) {
        return files.isFolder(folder)
                .compose(exists -> exists
                        ? FolderContent.forEach(bucket, folder, this::delete)
                        : Future.failedFuture(StoreErrors.folderNotFound(folder)));
    }

    private Future<Void> delete(FolderContent content) {
        List<String> others = Stream.concat(content.folders().stream().map(Keys::marker), content.unusable().stream())
                .toList();
        return BoundedConcurrency.map(content.files(), AT_ONCE, this::delete).compose(v -> deleteAll(bucket, others));
    }

    /** One by one, as the request for many is XML, which cannot have every character of a key. */
    static Future<Void> deleteAll(Bucket bucket, List<String> keys) {
        return BoundedConcurrency.map(keys, AT_ONCE, key -> bucket.delete(key)).mapEmpty();
    }

    /** Ignores a file that another writer has deleted since it was listed; a folder may still have its name. */
    private Future<Optional<Void>> delete(FileName file) {
        return StoreException.emptyOn(
                publisher.delete(file, new PublishCondition.Anything()),
                ErrorCode.NOT_FOUND,
                ErrorCode.FAILED_PRECONDITION);
    }
}
