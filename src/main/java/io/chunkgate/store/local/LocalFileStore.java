package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder of a local disk as a store. Files that are put there by hand are served as they are; what comes through the
 * gateway is written beside them and renamed into place.
 */
public final class LocalFileStore implements FileStore {
    private static final int OPEN_ATTEMPTS = 10;

    private final Vertx vertx;
    private final Root root;

    private LocalFileStore(Vertx vertx, Root root) {
        this.vertx = vertx;
        this.root = root;
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
            return describe(name, path, requireFile(name, Version.of(path)));
        });
    }

    @Override
    public Future<StoredFile> open(FileName name, Access access) {
        return run(name, context -> openNow(context, name, access));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return run(spec.name(), context -> {
            root.target(spec.name());
            return LocalUpload.create(context, root, spec);
        });
    }

    /** Nothing is held between calls. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /**
     * Opens by path, so the path is looked at before and after: when both looks agree, what was opened is what was
     * described. A file that is replaced all the time is tried again a few times.
     */
    private StoredFile openNow(Context context, FileName name, Access access) throws IOException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            Path path = root.existing(name);
            Version version = requireFile(name, Version.of(path));
            FileInfo info = describe(name, path, version);
            StoredFile file = access == Access.CHANNEL
                    ? new ChannelFile(context, path, version, info, FileChannel.open(path, StandardOpenOption.READ))
                    : new LocalFile(context, path, version, info, openAsync(path));
            if (isStill(version, path)) {
                return file;
            }
            file.close();
        }
        throw new StoreException(ErrorCode.UNAVAILABLE, "'" + name + "': is being replaced all the time");
    }

    private static boolean isStill(Version version, Path path) {
        try {
            return version.equals(Version.of(path));
        } catch (IOException gone) {
            return false;
        }
    }

    /** On a worker of the caller's context, whose results the file then delivers. */
    private AsyncFile openAsync(Path path) {
        return vertx.fileSystem()
                .openBlocking(path.toString(), new OpenOptions().setRead(true).setWrite(false));
    }

    private static FileInfo describe(FileName name, Path path, Version version) {
        return Description.of(name, version, Digests.recall(path, version));
    }

    private static Version requireFile(FileName name, Version version) {
        if (!version.regular()) {
            throw DiskErrors.notFound(name);
        }
        return version;
    }

    private <T> Future<T> run(FileName name, Work<T> work) {
        Context context = vertx.getOrCreateContext();
        return Blocking.run(context, name, () -> work.run(context));
    }

    private interface Work<T> {
        T run(Context context) throws Exception;
    }
}
