package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FreeName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The published files by name. A name is changed only in the version that was read: of several concurrent changes one
 * succeeds, and the others read again. This makes conditions atomic.
 */
public final class FileIndex {
    private static final int ATTEMPTS = 100;

    private final Bucket bucket;
    private final boolean deletesIfMatch;

    /** @param deletesIfMatch whether the server supports conditional deletes; else tombstones stay */
    public FileIndex(Bucket bucket, boolean deletesIfMatch) {
        this.bucket = bucket;
        this.deletesIfMatch = deletesIfMatch;
    }

    /**
     * The state of a name.
     *
     * @param manifest empty when no file is published
     * @param etag     of the object, if there is one
     */
    public record Current(Optional<Manifest> manifest, Optional<String> etag) {
        public Optional<FileInfo> file() {
            return manifest.map(Manifest::file);
        }
    }

    public Future<Current> current(FileName name) {
        return bucket.find(Keys.file(name))
                .map(found -> new Current(
                        found.filter(stored -> !Manifest.isTombstone(stored.json()))
                                .map(stored -> Manifest.of(name, stored.json())),
                        found.map(Bucket.JsonVersion::etag)));
    }

    /** The published file. Fails with {@code NOT_FOUND} when there is none. */
    public Future<Manifest> get(FileName name) {
        return current(name).compose(current -> current.manifest()
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(StoreErrors.fileNotFound(name))));
    }

    /** Fails with {@code FAILED_PRECONDITION} when the name is that of a folder or lies below a file. */
    public Future<Void> requireUsable(FileName name) {
        List<Future<Boolean>> inTheWay = new ArrayList<>();
        inTheWay.add(isFolder(FolderName.of(name)));
        for (int slash = name.value().indexOf('/');
                slash >= 0;
                slash = name.value().indexOf('/', slash + 1)) {
            FileName above = FileName.of(name.value().substring(0, slash));
            inTheWay.add(current(above).map(current -> current.manifest().isPresent()));
        }
        return Future.all(inTheWay)
                .compose(all -> all.<Boolean>list().contains(true)
                        ? Future.failedFuture(StoreException.unexpected(
                                ErrorCode.FAILED_PRECONDITION,
                                "name",
                                "'" + name + "'",
                                "neither a folder's name nor below a file"))
                        : Future.succeededFuture());
    }

    /** Whether there is any object below, a tombstone included. */
    public Future<Boolean> isFolder(FolderName folder) {
        return bucket.list(Keys.folder(folder), false, "", Optional.empty(), 1)
                .map(page -> !page.objects().isEmpty());
    }

    /** A name that no file and no folder has now. */
    public Future<FileName> freeName(FileName wanted) {
        return freeName(FreeName.of(wanted));
    }

    private Future<FileName> freeName(FreeName search) {
        FileName name = search.candidate();
        if (search.isFound()) {
            return Future.succeededFuture(name);
        }
        Future<Boolean> isFile = current(name).map(current -> current.manifest().isPresent());
        return isFile.compose(taken -> taken ? isFile : isFolder(FolderName.of(name)))
                .compose(taken -> freeName(search.after(taken)));
    }

    /**
     * Publishes a file. Idempotent, also when several gateways publish the same manifest.
     *
     * @param isOver whether another gateway has completed this commit in the meantime
     */
    public Future<FileInfo> publish(Manifest manifest, PublishCondition condition, Supplier<Future<Boolean>> isOver) {
        return requireUsable(manifest.file().name()).compose(v -> publish(manifest, condition, isOver, ATTEMPTS));
    }

    private Future<FileInfo> publish(
            Manifest manifest, PublishCondition condition, Supplier<Future<Boolean>> isOver, int attempts) {
        FileName name = manifest.file().name();
        return current(name).compose(current -> {
            if (current.manifest().filter(found -> isSame(found, manifest)).isPresent()) {
                return Future.succeededFuture(manifest.file());
            }
            return isOver.get().compose(over -> {
                if (over) {
                    return Future.succeededFuture(manifest.file());
                }
                condition.require(name, current.file());
                return change(name, current, manifest.toJson())
                        .compose(done -> done.isPresent()
                                ? Future.succeededFuture(manifest.file())
                                : again(name, attempts, () -> publish(manifest, condition, isOver, attempts - 1)));
            });
        });
    }

    private static boolean isSame(Manifest found, Manifest wanted) {
        return found.upload().equals(wanted.upload());
    }

    /** Deletes a published file. Fails with {@code NOT_FOUND}, with {@code FAILED_PRECONDITION} for a folder. */
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return delete(name, condition, ATTEMPTS);
    }

    private Future<Void> delete(FileName name, PublishCondition condition, int attempts) {
        return current(name).compose(current -> {
            if (current.manifest().isEmpty()) {
                return missing(name);
            }
            condition.require(name, current.file());
            return change(name, current, Manifest.tombstone())
                    .compose(etag -> etag.isPresent()
                            ? clear(name, etag.get())
                            : again(name, attempts, () -> delete(name, condition, attempts - 1)));
        });
    }

    private Future<Void> clear(FileName name, String tombstone) {
        return deletesIfMatch ? bucket.deleteIf(Keys.file(name), tombstone) : Future.succeededFuture();
    }

    private Future<Void> missing(FileName name) {
        return isFolder(FolderName.of(name))
                .compose(folder -> Future.failedFuture(
                        folder
                                ? StoreException.unexpected(
                                        ErrorCode.FAILED_PRECONDITION, "name", "'" + name + "'", "not a folder's")
                                : StoreErrors.fileNotFound(name)));
    }

    /** Stores the computed digest of a file; does nothing when the file was replaced. */
    public Future<Void> storeDigest(FileName name, Manifest digested) {
        return current(name)
                .compose(current -> current.manifest()
                                .filter(found -> isSame(found, digested))
                                .isPresent()
                        ? bucket.replace(
                                Keys.file(name),
                                digested.toJson(),
                                current.etag().orElseThrow())
                        : Future.succeededFuture(Optional.empty()))
                .mapEmpty();
    }

    /** Schedules the removal of the previous version first, so that it is removed even after a crash. */
    private Future<Optional<String>> change(FileName name, Current current, JsonObject next) {
        Future<?> scheduled = current.manifest().isPresent()
                ? schedule(name, current.manifest().get().upload())
                : Future.succeededFuture();
        return scheduled.compose(v -> current.etag().isPresent()
                ? bucket.replace(Keys.file(name), next, current.etag().get())
                : bucket.create(Keys.file(name), next));
    }

    /** Schedules a check of an upload, which removes bytes and objects that are no longer needed. */
    public Future<String> schedule(FileName name, UploadId id) {
        return bucket.put(Keys.due(id), new JsonObject().put("name", name.value()));
    }

    private static <T> Future<T> again(FileName name, int attempts, Supplier<Future<T>> action) {
        return attempts > 0 ? action.get() : Future.failedFuture(StoreErrors.replacedTooOften(name));
    }
}
