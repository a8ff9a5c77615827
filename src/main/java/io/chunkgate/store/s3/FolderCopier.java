package io.chunkgate.store.s3;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Copies and moves folders, file by file, into a folder that is created for it. Objects whose names are not valid stay in the
 * source, also of a move, which then does not remove the folder.
 */
final class FolderCopier {
    /** Each file may copy several parts at once. */
    private static final int AT_ONCE = 8;

    private final Bucket bucket;
    private final FileObjects files;
    private final FileCopier copier;
    private final EmptyFolders empty;

    FolderCopier(Bucket bucket, FileObjects files, FileCopier copier, EmptyFolders empty) {
        this.bucket = bucket;
        this.files = files;
        this.copier = copier;
        this.empty = empty;
    }

    @FunctionalInterface
    private interface Transfer {
        /** Publishes a version under another name. */
        Future<FileInfo> run(FileObjects.Version source, FileName to, PublishCondition condition);
    }

    Future<Void> copy(FolderName from, FolderName to) {
        return create(from, to)
                .compose(v -> FolderContent.forEach(bucket, from, content -> run(content, from, to, copier::copy)));
    }

    /** A file that is uploaded into the source meanwhile may stay there. */
    Future<Void> move(FolderName from, FolderName to) {
        return create(from, to)
                .compose(v -> FolderContent.forEach(bucket, from, content -> run(content, from, to, copier::move)
                        .compose(moved -> FolderDeleter.deleteAll(
                                bucket,
                                content.folders().stream().map(Keys::marker).toList()))));
    }

    private Future<Void> create(FolderName from, FolderName to) {
        from.requireOutside(to);
        return files.isFolder(from)
                .compose(exists -> exists ? empty.create(to) : Future.failedFuture(StoreErrors.folderNotFound(from)));
    }

    private Future<Void> run(FolderContent content, FolderName from, FolderName to, Transfer transfer) {
        return BoundedConcurrency.map(content.folders(), AT_ONCE, folder -> mark(renamed(folder.value(), from, to)))
                .compose(v -> BoundedConcurrency.map(
                        content.files(), AT_ONCE, name -> run(name, renamed(name.value(), from, to), transfer)))
                .mapEmpty();
    }

    private Future<Boolean> mark(String target) {
        FolderName folder = new FolderName(target);
        files.requireFits(folder);
        return empty.mark(folder);
    }

    /** The target was empty when it was created. Ignores a file that another writer has deleted since it was listed. */
    private Future<Optional<FileInfo>> run(FileName name, String target, Transfer transfer) {
        FileName to = FileName.of(target);
        files.requireFits(to);
        return StoreException.emptyOn(
                files.get(name).compose(source -> transfer.run(source, to, new PublishCondition.MustBeNew())),
                ErrorCode.NOT_FOUND);
    }

    private static String renamed(String name, FolderName from, FolderName to) {
        return to.value() + name.substring(from.value().length());
    }
}
