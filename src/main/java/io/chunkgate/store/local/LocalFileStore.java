package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of a local disk as a store. Files that are put there by hand are served as they are; what comes through the
 * gateway is written beside them and renamed into place.
 */
public final class LocalFileStore implements FileStore {
    /** How often a file is opened again that was replaced meanwhile. */
    static final int OPEN_ATTEMPTS = 10;

    private final Vertx vertx;
    private final Root root;
    private final Channels channels;
    private final Batches batches = new Batches();
    private final DigestJobs digestJobs;
    private final long expiryTimer;

    private LocalFileStore(Vertx vertx, Root root) {
        this.vertx = vertx;
        this.root = root;
        this.channels = new Channels(root);
        this.digestJobs = new DigestJobs(vertx);
        this.expiryTimer = vertx.setPeriodic(Channels.UNUSED.toMillis(), id -> expireChannels());
    }

    /**
     * Opens the store and removes uploads that a process left behind when it died.
     *
     * @param folder created if it is missing
     */
    public static Future<FileStore> open(Vertx vertx, Path folder) {
        return vertx.executeBlocking(() -> {
            try {
                Root root = Root.at(folder);
                AbandonedUploads.remove(root.uploads());
                return new LocalFileStore(vertx, root);
            } catch (IOException e) {
                throw StoreException.unexpected(
                        ErrorCode.FAILED_PRECONDITION,
                        "store.root",
                        folder + " (" + e + ")",
                        "a folder that can be written");
            }
        });
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return run(name, context -> {
            Path path = root.existing(name);
            return Description.of(name, path, Version.ofFile(path, name));
        });
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        record Found(Path path, Version version, FileInfo info) {}
        Context context = vertx.getOrCreateContext();
        return Blocking.run(context, name, () -> {
                    Path path = root.existing(name);
                    Version version = Version.ofFile(path, name);
                    return new Found(path, version, Description.of(name, path, version));
                })
                .compose(found -> found.info().sha256().isPresent()
                        ? Future.succeededFuture(found.info())
                        : digestJobs
                                .digest(context, name, found.path(), found.version())
                                .map(known -> Description.of(name, found.version(), Optional.of(known))));
    }

    @Override
    public Future<StoredFile> open(FileName name, Access access) {
        if (access == Access.CHUNKS) {
            return run(name, context -> openForChunks(context, name));
        }
        if (!channels.isKept(name)) {
            return run(name, context -> channels.open(context, name));
        }
        Context context = vertx.getOrCreateContext();
        return batches.run(context, () -> (StoredFile) channels.open(context, name))
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return run(spec.name(), context -> {
            root.target(spec.name());
            return LocalUpload.create(context, root, spec);
        });
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return Blocking.run(vertx.getOrCreateContext(), folder, () -> FolderListing.list(root, folder, query));
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(expiryTimer);
        return digestJobs
                .close()
                .eventually(() -> vertx.executeBlocking(() -> {
                    channels.clear();
                    return null;
                }));
    }

    /**
     * Opens by path, so the path is looked at before and after: when both looks agree, what was opened is what was
     * described.
     */
    private StoredFile openForChunks(Context context, FileName name) throws IOException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            Path path = root.existing(name);
            Version version = Version.ofFile(path, name);
            FileInfo info = Description.of(name, path, version);
            LocalFile file = new LocalFile(context, path, version, info, openAsync(path));
            if (version.isStillAt(path)) {
                return file;
            }
            file.close();
        }
        throw DiskErrors.beingReplaced(name);
    }

    /** On a worker of the caller's context, whose results the file then delivers. */
    private AsyncFile openAsync(Path path) {
        return vertx.fileSystem()
                .openBlocking(path.toString(), new OpenOptions().setRead(true).setWrite(false));
    }

    private void expireChannels() {
        vertx.executeBlocking(() -> {
            channels.expire();
            return null;
        });
    }

    private <T> Future<T> run(FileName name, Work<T> work) {
        Context context = vertx.getOrCreateContext();
        return Blocking.run(context, name, () -> work.run(context));
    }

    private interface Work<T> {
        T run(Context context) throws Exception;
    }
}
