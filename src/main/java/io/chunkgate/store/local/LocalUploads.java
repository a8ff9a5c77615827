package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.follow.InProgressFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of one store, open or not. Methods that do not return a future block. */
final class LocalUploads {
    private static final Logger LOG = LoggerFactory.getLogger(LocalUploads.class);

    private final Vertx vertx;
    private final UploadSettings settings;
    private final StoreRoot root;
    private final UploadFolder folder;
    private final FreeSpace space;
    private final Publisher publisher;
    private final UploadNameIndex names = new UploadNameIndex();
    private final OpenUploads open;
    private final Set<Future<Void>> pending = ConcurrentHashMap.newKeySet();
    /** Uploads of other processes that ended or whose record is not valid; their records are not read again. */
    private final Set<UploadId> endedElsewhere = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    LocalUploads(Vertx vertx, StoreRoot root, UploadSettings settings) throws IOException {
        this.vertx = vertx;
        this.settings = settings;
        this.root = root;
        this.folder = new UploadFolder(root.uploads());
        this.space = new FreeSpace(folder.path(), settings.minFreeSpace());
        this.publisher = new Publisher(root, settings, this::closeInBackground);
        this.open = new OpenUploads(folder, settings, new RecordRecovery(root, folder));
        new UploadSweeper(this).sweep();
    }

    FreeSpace space() {
        return space;
    }

    Publisher publisher() {
        return publisher;
    }

    UploadFolder folder() {
        return folder;
    }

    UploadSettings settings() {
        return settings;
    }

    UploadNameIndex names() {
        return names;
    }

    OpenUploads open() {
        return open;
    }

    LocalUpload create(Context context, UploadSpec spec) throws IOException {
        requireRoom(spec, 0);
        if (spec.role() == UploadSpec.Role.FILE) {
            root.target(spec.name());
            publisher.require(spec.name(), spec.condition());
        }
        UploadId id = UploadId.random();
        names.add(id, spec, settings.maxOpen());
        try {
            return writer(context, open.create(id, spec));
        } catch (IOException | RuntimeException e) {
            names.remove(id);
            throw e;
        }
    }

    LocalUpload resume(Context context, UploadId id) throws IOException {
        OpenUpload upload = open.findToWrite(id).orElseThrow(() -> notRunning(id));
        try {
            return writer(context, upload);
        } catch (StoreException claimed) {
            release(upload);
            throw claimed;
        }
    }

    UploadInfo info(UploadId id) throws IOException {
        return open.describe(id).orElseThrow(() -> StoreErrors.uploadNotFound(id));
    }

    UploadInfo info(FileName name) throws IOException {
        return latest(name).orElseThrow(() -> StoreErrors.uploadNotFound(name));
    }

    /** Waits for a running write. */
    Future<Void> discard(Context context, UploadId id) {
        return BlockingTasks.run(context, FileName.of("upload"), () -> open.findToWrite(id))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return BlockingTasks.run(context, FileName.of("upload"), () -> deleteRecord(id));
                    }
                    OpenUpload upload = found.get();
                    return upload.<Void>run(context, () -> {
                                upload.discard(StoreErrors.uploadDiscarded());
                                folder.delete(id);
                                ended(upload);
                                return null;
                            })
                            .eventually(() -> release(upload));
                });
    }

    Upload concatenate(Context context, UploadSpec spec, List<UploadId> parts) throws IOException {
        long size = 0;
        for (UploadId part : parts) {
            size += completePart(part).size();
        }
        LocalUpload whole = create(context, spec.withSizeOfParts(size));
        try {
            for (UploadId part : parts) {
                try (FileChannel bytes = FileChannel.open(folder.bytes(part), StandardOpenOption.READ)) {
                    whole.append(bytes);
                }
            }
            return whole;
        } catch (IOException | RuntimeException e) {
            whole.discard().eventually(whole::close);
            throw e;
        }
    }

    /** The running upload of a name as a file; empty when there is none. */
    Optional<InProgressFile> follow(Context context, FileName name) throws IOException {
        Optional<UploadInfo> latest = latest(name);
        return latest.isEmpty()
                ? Optional.empty()
                : follow(context, latest.get().id());
    }

    /** A running upload as a file; empty when it does not run. */
    Optional<InProgressFile> follow(Context context, UploadId id) throws IOException {
        return open.find(id).map(upload -> new InProgressFile(context, upload, new FollowerSource(context, upload)));
    }

    /** Reads through the one descriptor of the upload. */
    private final class FollowerSource implements InProgressFile.Source {
        private final Context context;
        private final OpenUpload upload;

        /** @param upload retained for this, and released with it */
        FollowerSource(Context context, OpenUpload upload) {
            this.context = context;
            this.upload = upload;
        }

        @Override
        public Future<Integer> fill(ByteBuffer target, long position) {
            return BlockingTasks.run(context, upload.name(), () -> {
                int count = BlockingTasks.fill(target, upload.lock().channel(), position);
                if (target.hasRemaining()) {
                    throw StoreException.unexpected(
                            ErrorCode.DATA_LOSS,
                            "'" + upload.name() + "': bytes read from the disk",
                            count,
                            Integer.toString(count + target.remaining()));
                }
                return count;
            });
        }

        @Override
        public Future<Void> close() {
            return LocalUploads.this.release(upload);
        }
    }

    /** Whether there is anything for {@link #refresh()} to do. */
    boolean isRefreshNeeded() {
        return open.all().stream().anyMatch(upload -> settings.shared() || !upload.isOwned());
    }

    /** Checks every open upload for changes by other processes. */
    void refresh() {
        open.all().forEach(this::refresh);
    }

    /** As {@link #refresh()}, for one upload; ignores an upload that is not open. */
    void refresh(UploadId id) {
        OpenUpload upload = open.get(id);
        if (upload != null) {
            refresh(upload);
        }
    }

    private void refresh(OpenUpload upload) {
        try {
            if (!upload.isOwned()) {
                open.refresh(upload);
            } else if (isClaimed(upload)) {
                runSerially(upload, () -> yieldIfClaimed(upload))
                        .onFailure(cause -> LOG.warn("Cannot yield upload {} to another node", upload.id(), cause));
            }
        } catch (IOException e) {
            LOG.debug("Cannot read upload {}; retrying", upload.id(), e);
        }
    }

    private boolean isClaimed(OpenUpload upload) {
        return settings.shared()
                && upload.isOwned()
                && upload.spec().resumable()
                && !upload.published().isComplete()
                && folder.isClaimed(upload.id());
    }

    private @Nullable Void yieldIfClaimed(OpenUpload upload) throws IOException {
        if (isClaimed(upload)) {
            new UploadWriter(this, upload, false).yieldToClaim();
        }
        return null;
    }

    /** @throws StoreException when the size is not allowed, or the disk has too little space */
    void requireRoom(UploadSpec spec, long offset) throws IOException {
        spec.requireFits(spec.size().orElse(offset), settings.maxFileSize());
        space.require(spec.size().orElse(offset + 1) - offset);
    }

    /** Removes an upload that ended from the index. Does not block. */
    void ended(OpenUpload upload) {
        if (upload.published().isComplete()) {
            names.remove(upload.id());
        }
    }

    /** Retains the upload until the work has ended. */
    <T> Future<T> retaining(OpenUpload upload, Supplier<Future<T>> work) {
        if (!upload.retain()) {
            return Future.failedFuture(StoreErrors.uploadClosed());
        }
        Promise<Void> done = Promise.promise();
        pending.add(done.future());
        return work.get().eventually(() -> release(upload)).onComplete(result -> {
            pending.remove(done.future());
            done.complete();
        });
    }

    /** Stops background work; succeeds when it has ended. */
    Future<Void> close() {
        closed = true;
        return Future.join(List.copyOf(pending)).mapEmpty();
    }

    /** @throws StoreException {@code UNAVAILABLE} when the store is closed; for long work */
    void requireNotClosed() {
        if (closed) {
            throw new StoreException(ErrorCode.UNAVAILABLE, "the store is closed");
        }
    }

    private void closeInBackground(FileChannel file) {
        Future<Void> done = run(FileName.of("replaced"), () -> {
            file.close();
            return null;
        });
        pending.add(done);
        done.onComplete(closed -> pending.remove(done));
    }

    /** Runs blocking work on the current context. */
    <T> Future<T> run(FileName name, Callable<T> work) {
        return BlockingTasks.run(vertx.getOrCreateContext(), name, work);
    }

    /** Runs blocking work after all earlier work of the upload. */
    <T> Future<T> runSerially(OpenUpload upload, Callable<T> work) {
        return retaining(upload, () -> upload.run(vertx.getOrCreateContext(), work));
    }

    /** Removes a user of an upload; its descriptor is closed with the last. */
    Future<Void> release(OpenUpload upload) {
        if (!upload.release()) {
            return Future.succeededFuture();
        }
        return run(upload.name(), () -> {
            open.close(upload);
            return null;
        });
    }

    private LocalUpload writer(Context context, OpenUpload upload) throws IOException {
        boolean digestEarly = settings.digest() || upload.spec().sha256().isPresent();
        synchronized (upload) { // A claim of another process may disown it at any time.
            UploadWriter bytes = new UploadWriter(this, upload, digestEarly);
            LocalUpload writer = new LocalUpload(context, this, upload, bytes);
            upload.handTo(writer);
            bytes.catchUp(context);
            return writer;
        }
    }

    /** Adds the uploads that other nodes began to the index. */
    private void indexOthers() throws IOException {
        Set<UploadId> ids = Set.copyOf(folder.list());
        endedElsewhere.retainAll(ids);
        for (UploadId id : ids) {
            if (names.isKnown(id) || endedElsewhere.contains(id)) {
                continue;
            }
            Optional<UploadRecord> record = open.records().read(id);
            if (record.isPresent() && record.get().endedAt().isEmpty()) {
                names.add(id, record.get().spec(), Integer.MAX_VALUE);
            } else if (folder.hasRecord(id)) {
                endedElsewhere.add(id);
            }
        }
    }

    /** Removes uploads from the index that another node deleted. */
    void removeMissing(Set<UploadId> known, Set<UploadId> found) {
        known.stream().filter(id -> !found.contains(id) && open.get(id) == null).forEach(names::remove);
    }

    private Optional<UploadInfo> latest(FileName name) throws IOException {
        if (settings.shared()) {
            indexOthers();
        }
        Optional<UploadInfo> latest = Optional.empty();
        for (UploadId id : names.of(name)) {
            Optional<UploadInfo> found = open.describe(id).filter(info -> info.state() instanceof UploadState.Running);
            if (found.isPresent()
                    && (latest.isEmpty() || UploadInfo.BY_LAST_WRITE.compare(found.get(), latest.get()) > 0)) {
                latest = found;
            }
        }
        return latest;
    }

    private FileInfo completePart(UploadId id) throws IOException {
        UploadInfo part = info(id);
        if (part.spec().role() == UploadSpec.Role.PART && part.state() instanceof UploadState.Complete complete) {
            return complete.file();
        }
        throw StoreErrors.partNotComplete(id);
    }

    private Void deleteRecord(UploadId id) throws IOException {
        UploadInfo info = info(id);
        LOG.debug("Deleting the record of upload {} of {}", id, info.spec().name());
        folder.delete(id);
        names.remove(id);
        return null;
    }

    private StoreException notRunning(UploadId id) {
        return isComplete(id) ? StoreErrors.uploadComplete() : StoreErrors.uploadNotFound(id);
    }

    private boolean isComplete(UploadId id) {
        try {
            return open.describe(id)
                    .filter(info -> info.state() instanceof UploadState.Complete)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
