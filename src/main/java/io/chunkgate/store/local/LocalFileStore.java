package io.chunkgate.store.local;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.FollowedName;
import io.chunkgate.store.follow.InProgressFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a folder of a local disk. Files that are put there by hand are served as they are; uploads are written to a
 * folder beside them and renamed into place.
 */
public final class LocalFileStore implements FileStore {
    /** How often opening is repeated for a file that was replaced while it was opened. */
    static final int OPEN_ATTEMPTS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(LocalFileStore.class);
    private static final Duration MAX_SWEEP = Duration.ofMinutes(1);
    /** How often uploads of other processes are read for followers, and claims of other nodes are checked. */
    private static final long REFRESH_MILLIS = 500;
    /** How often a root that is gone is looked for, and one that is there is checked without requests. */
    private static final long ROOT_MILLIS = 500;

    private final Vertx vertx;
    private final StoreRoot root;
    private final ChannelOpener channels;
    private final LocalUploads uploads;
    private final TaskBatcher batches = new TaskBatcher();
    private final DigestJobs digestJobs;
    private final FileMover mover;
    private final LocalFolders folders;
    private final CopyJobs copyJobs;
    private final long expiryTimer;
    private final long sweepTimer;
    private final long refreshTimer;
    private final long rootTimer;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final AtomicBoolean checkingRoot = new AtomicBoolean();

    private LocalFileStore(Vertx vertx, StoreRoot root, UploadSettings settings) throws IOException {
        this.vertx = vertx;
        this.root = root;
        this.channels = new ChannelOpener(root);
        this.uploads = new LocalUploads(vertx, root, settings);
        sweep();
        this.sweepTimer = vertx.setPeriodic(sweepMillis(settings), id -> sweep());
        this.refreshTimer = vertx.setPeriodic(REFRESH_MILLIS, id -> refresh());
        this.rootTimer = vertx.setPeriodic(ROOT_MILLIS, id -> checkRoot());
        this.digestJobs = new DigestJobs(vertx, root);
        this.mover = new FileMover(uploads.services());
        this.folders = new LocalFolders(uploads.services());
        FileCopier copier = new FileCopier(uploads);
        this.copyJobs = new CopyJobs(vertx, root, copier, new FolderCopier(folders, copier));
        this.expiryTimer = vertx.setPeriodic(ChannelOpener.UNUSED.toMillis(), id -> expireChannels());
    }

    /** As {@link #open(Vertx, Path, UploadSettings)}, with the default settings. */
    public static Future<FileStore> open(Vertx vertx, Path folder) {
        return open(vertx, folder, UploadSettings.of(GatewayConfig.defaults()));
    }

    /**
     * Opens the store, in a time that does not depend on what is in it. Beside that, it begins to read the uploads of
     * earlier processes, and to remove those that expired, or that cannot be resumed and whose process ended. Methods for
     * uploads wait until that is done; those for published files do not.
     *
     * @param folder created if it is missing
     */
    static Future<FileStore> open(Vertx vertx, Path folder, UploadSettings settings) {
        return open(vertx, folder, "", settings);
    }

    /** As {@link #open(Vertx, Path, UploadSettings)}, for the folder with this id, unless that is empty. */
    static Future<FileStore> open(Vertx vertx, Path folder, String id, UploadSettings settings) {
        return vertx.executeBlocking(() -> {
            try {
                StoreRoot root = id.isEmpty()
                        ? StoreRoot.at(folder, settings.disk())
                        : StoreRoot.withId(folder, id, settings.disk());
                return open(vertx, root, settings);
            } catch (IOException e) {
                throw StoreException.unexpected(
                        ErrorCode.FAILED_PRECONDITION,
                        "store.root",
                        folder + " (" + e + ")",
                        "a folder that can be written");
            }
        });
    }

    private static FileStore open(Vertx vertx, StoreRoot root, UploadSettings settings) throws IOException {
        try {
            return new LocalFileStore(vertx, root, settings);
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return run(name, context -> root.info(name));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        record Found(FileVersion version, FileInfo info) {}
        Context context = vertx.getOrCreateContext();
        return run(name, here -> {
                    try (OpenFolder folder = root.folderOf(name)) {
                        Path path = folder.entry(name.lastSegment());
                        FileVersion version = root.version(path, name);
                        return new Found(version, FileInfoReader.of(name, path, version));
                    }
                })
                .compose(found -> found.info().sha256().isPresent()
                        ? Future.succeededFuture(found.info())
                        : digestJobs
                                .digest(context, name, found.version())
                                .map(known -> FileInfoReader.of(name, found.version(), Optional.of(known))));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        if (!channels.isCached(name)) {
            return run(name, context -> channels.open(context, name));
        }
        // A cached file is checked by the path under the root, which leads to the same file only while the root is
        // there.
        Context context = vertx.getOrCreateContext();
        return batches.run(context, () -> (StoredFile) channels.open(context, name))
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return runReady(spec.name(), context -> uploads.create(context, spec));
    }

    @Override
    public Future<List<UploadId>> supersede(UploadSpec spec) {
        return run(spec.name(), context -> uploads.supersede(spec));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        Context context = vertx.getOrCreateContext();
        return ready().compose(v -> VertxInternals.onContext(context, uploads.resume(context, id)));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return runReady(LocalUploads.UNNAMED, context -> uploads.info(id))
                .compose(info -> info.requirePublished(this::stat));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return runReady(name, context -> uploads.info(name));
    }

    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return runReady(LocalUploads.UNNAMED, context -> uploads.infos(which));
    }

    @Override
    public Future<Void> discard(UploadId id) {
        Context context = vertx.getOrCreateContext();
        return ready().compose(v -> VertxInternals.onContext(context, uploads.discard(id)));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return runReady(spec.name(), context -> uploads.concatenate(context, spec, parts));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return runReady(name, context -> {
            Optional<InProgressFile> inProgress = uploads.follow(context, name);
            return inProgress.isPresent()
                    ? new FollowedName(inProgress.get(), () -> follow(name))
                    : channels.open(context, name);
        });
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return runReady(LocalUploads.UNNAMED, context -> {
            Optional<InProgressFile> inProgress = uploads.follow(context, id);
            return inProgress.isPresent() ? inProgress.get() : openPublished(context, uploads.info(id));
        });
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return run(name, context -> {
                    remove(name, condition);
                    return name;
                })
                .mapEmpty();
    }

    private void remove(FileName name, PublishCondition condition) throws IOException {
        try (OpenFolder folder = root.folderOf(name)) {
            condition.require(name, Optional.of(root.replaceable(folder, name)));
            Files.delete(folder.entry(name.lastSegment()));
            syncDeletion(folder, name);
        }
    }

    private void syncDeletion(OpenFolder folder, FileName name) {
        try {
            root.sync(folder);
        } catch (IOException e) {
            LOG.error("Cannot sync the folder of '{}', which is deleted: a power loss may undo it", name, e);
            throw UnknownDurabilityException.deleted(name);
        }
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        Context context = vertx.getOrCreateContext();
        return ready().compose(v -> copyJobs.copy(context, spec));
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return run(spec.from(), context -> mover.move(spec));
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return change(folder, () -> folders.create(folder));
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return change(folder, () -> folders.delete(folder, whole));
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        Context context = vertx.getOrCreateContext();
        return ready().compose(v -> copyJobs.copyFolder(context, from, to));
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return change(from, () -> folders.move(from, to));
    }

    private Future<Void> change(FolderName folder, Change change) {
        return run(folder, context -> {
                    change.run();
                    return folder;
                })
                .mapEmpty();
    }

    private interface Change {
        void run() throws IOException;
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return run(folder, context -> LocalFolderListing.list(root, folder, query));
    }

    @Override
    public Future<StoreStats> stats() {
        return run(
                LocalUploads.UNNAMED,
                context -> channels.stats(
                        uploads.services().space().usable(),
                        uploads.services().inodes().freeInodes(),
                        uploads.services().reservations().stats()));
    }

    @Override
    public Future<StoreHealth> health() {
        return BlockingTasks.run(
                vertx.getOrCreateContext(),
                LocalUploads.UNNAMED,
                () -> root.isPresent() ? new StoreHealth(true, uploads.isWritable()) : StoreHealth.ROOT_GONE);
    }

    @Override
    public Future<Void> refresh(UploadId id) {
        return run(LocalUploads.UNNAMED, context -> {
                    uploads.refresh(id);
                    return id;
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(expiryTimer);
        vertx.cancelTimer(refreshTimer);
        vertx.cancelTimer(rootTimer);
        vertx.cancelTimer(sweepTimer);
        return digestJobs
                .close()
                .eventually(copyJobs::close)
                .eventually(uploads::close)
                .eventually(() -> vertx.executeBlocking(() -> {
                    channels.close();
                    root.close();
                    uploads.services().folder().close();
                    return null;
                }));
    }

    private StoredFile openPublished(Context context, UploadInfo upload) throws IOException {
        if (upload.state() instanceof UploadState.Complete complete
                && upload.spec().role() == UploadSpec.Role.FILE) {
            StoredFile file = channels.open(context, complete.file().name());
            if (file.info().etag().equals(complete.file().etag())) {
                return file;
            }
            file.close();
        }
        throw StoreErrors.uploadNotFound(upload.id());
    }

    private static long sweepMillis(UploadSettings settings) {
        return Math.max(1, Math.min(MAX_SWEEP.toMillis(), settings.expireAfter().toMillis() / 4));
    }

    private void checkRoot() {
        if (checkingRoot.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                root.check();
                                return null;
                            },
                            false)
                    .onFailure(cause -> LOG.debug("Cannot open the folder of the store; retrying", cause))
                    .onComplete(done -> checkingRoot.set(false));
        }
    }

    private void sweep() {
        uploads.sweep().onFailure(cause -> {
            boolean gone = cause instanceof StoreException failure && failure.code() == ErrorCode.UNAVAILABLE;
            if (!gone) { // That is in the log already.
                LOG.warn("Cannot check for expired uploads", cause);
            }
        });
    }

    private void refresh() {
        if (uploads.isRefreshNeeded() && refreshing.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                uploads.refresh();
                                return null;
                            },
                            false)
                    .onComplete(done -> refreshing.set(false));
        }
    }

    private void expireChannels() {
        vertx.executeBlocking(() -> {
            channels.expire();
            return null;
        });
    }

    /** @param name the file or folder for messages of failures */
    private <T> Future<T> run(Object name, Work<T> work) {
        Context context = vertx.getOrCreateContext();
        return BlockingTasks.run(context, name, () -> {
            root.requirePresent();
            return work.run(context);
        });
    }

    /** As {@link #run}, when the uploads of earlier processes are known. */
    private <T> Future<T> runReady(FileName name, Work<T> work) {
        return uploads.ready(vertx.getOrCreateContext()).compose(v -> run(name, work));
    }

    /** Succeeds when the uploads can be used. */
    private Future<?> ready() {
        return runReady(LocalUploads.UNNAMED, context -> LocalUploads.UNNAMED);
    }

    private interface Work<T> {
        T run(Context context) throws Exception;
    }
}
