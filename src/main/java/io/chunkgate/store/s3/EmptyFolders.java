package io.chunkgate.store.s3;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.PutBody;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Creates and deletes folders without files, which exist by their marker ({@link Keys#marker}). */
final class EmptyFolders {
    private static final String FOLDER = "application/x-directory";

    private final Bucket bucket;
    private final FileObjects files;

    EmptyFolders(Bucket bucket, FileObjects files) {
        this.bucket = bucket;
        this.files = files;
    }

    /** Creates a folder; of several concurrent calls one succeeds, as far as the server checks conditions on markers. */
    Future<Void> create(FolderName folder) {
        if (folder.value().isEmpty()) {
            return Future.failedFuture(StoreErrors.alreadyExists(folder));
        }
        files.requireFits(folder);
        return requireParent(folder.parent())
                .compose(v -> bucket.exists(Keys.file(FileName.of(folder.value()))))
                .compose(isFile -> isFile ? Future.succeededFuture(true) : files.isFolder(folder))
                .compose(isTaken -> isTaken ? Future.succeededFuture(false) : mark(folder))
                .compose(created ->
                        created ? Future.succeededFuture() : Future.failedFuture(StoreErrors.alreadyExists(folder)));
    }

    private Future<Void> requireParent(FolderName parent) {
        return parent.value().isEmpty()
                ? Future.succeededFuture()
                : files.isFolder(parent)
                        .compose(exists -> exists
                                ? Future.succeededFuture()
                                : Future.failedFuture(StoreException.unexpected(
                                        ErrorCode.FAILED_PRECONDITION,
                                        "folder",
                                        "'" + parent + "'",
                                        "one that exists")));
    }

    /** Creates the marker of a folder; false when there is one. */
    Future<Boolean> mark(FolderName folder) {
        return bucket.put(
                        Keys.marker(folder),
                        () -> PutBody.of(ByteBuffer.allocate(0)),
                        FOLDER,
                        Map.of(Bucket.TOKEN, UUID.randomUUID().toString()),
                        new Bucket.Guard.New())
                .map(Optional::isPresent);
    }

    /** Deletes a folder other than the root that has nothing but its marker. */
    Future<Void> delete(FolderName folder) {
        return bucket.list(Keys.folder(folder), false, "", Optional.empty(), 2).compose(page -> {
            if (page.objects().isEmpty()) {
                return Future.failedFuture(StoreErrors.folderNotFound(folder));
            }
            boolean isEmpty = page.objects().stream().allMatch(object -> isMarker(object, folder));
            return isEmpty
                    ? bucket.delete(Keys.marker(folder))
                    : Future.failedFuture(StoreException.unexpected(
                            ErrorCode.FAILED_PRECONDITION, "folder", "'" + folder + "'", "an empty one"));
        });
    }

    /** An object of that key with bytes is not the gateway's, nor a folder. */
    private static boolean isMarker(Bucket.Entry object, FolderName folder) {
        return object.key().equals(Keys.marker(folder)) && object.size() == 0;
    }
}
