package io.chunkgate.store.local;

import io.chunkgate.io.internal.VertxInternals;
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
import io.chunkgate.store.follow.OpenUpload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of one store, open or not. Methods that do not return a future block. */
final class LocalUploads {
    private static final Logger LOG = LoggerFactory.getLogger(LocalUploads.class);

    /** For messages of failures where no name is known. */
    static final FileName UNNAMED = FileName.of("upload");

    private final UploadServices services;
    private final UploadNameIndex names;
    private final OpenUploads open;
    /** Uploads of other processes that ended or whose record is not valid; their records are not read again. */
    private final Set<UploadId> endedElsewhere = ConcurrentHashMap.newKeySet();
    /** The parts that are being joined, and by how many. */
    private final Map<UploadId, Integer> joined = new ConcurrentHashMap<>();

    private Future<Void> sweeping = Future.succeededFuture();
    private volatile Future<Void> ready = Future.failedFuture("not swept");

    /** Reads nothing yet: {@link #sweep} does. */
    LocalUploads(Vertx vertx, StoreRoot root, UploadSettings settings) throws IOException {
        this.services = UploadServices.of(root, settings, new UploadWorkers(vertx), new Evictor());
        this.names = new UploadNameIndex(services.reservations());
        this.open = new OpenUploads(services, new RecordRecovery(root, services.folder()), names);
    }

    /** Reads what other processes have left, and removes what expired, on a worker. One sweep runs at a time. */
    synchronized Future<Void> sweep() {
        if (sweeping.isComplete()) {
            sweeping = services.workers().inBackground(() -> services.workers().run(UNNAMED, () -> {
                services.root().requirePresent();
                new UploadSweeper(this).sweep();
            }));
            if (!ready.succeeded()) {
                ready = sweeping;
            }
        }
        return sweeping;
    }

    /** Succeeds on the context when the uploads of earlier processes are known; fails as the first sweep did. */
    Future<Void> ready(Context context) {
        Future<Void> first = ready;
        return first.succeeded() ? Future.succeededFuture() : VertxInternals.onContext(context, first);
    }

    UploadServices services() {
        return services;
    }

    UploadNameIndex names() {
        return names;
    }

    OpenUploads open() {
        return open;
    }

    Upload create(Context context, UploadSpec spec) throws IOException {
        return begin(spec).begin(context);
    }

    private LocalOpenUpload begin(UploadSpec spec) throws IOException {
        services.root().requireUploads();
        spec.requireFits(spec.size().orElse(0), services.settings().maxFileSize());
        services.inodes().take();
        if (spec.role() == UploadSpec.Role.FILE) {
            services.publisher().require(spec);
        }
        if (services.settings()
                .isFull(spec.owner(), names.ofClient(spec.owner().client()).size())) {
            new UploadSweeper(this).expireIdle(names.ofClient(spec.owner().client()));
        }
        supersede(spec);
        return open.create(spec);
    }

    /** Whether an upload could begin now; creates and deletes a file. */
    boolean isWritable() {
        try {
            services.root().requireUploads();
            services.inodes().measure();
            services.inodes().require();
            services.folder().probe();
            return services.reservations().isAboveFloor();
        } catch (IOException | StoreException e) {
            LOG.debug("The store cannot be written", e);
            return false;
        }
    }

    List<UploadId> supersede(UploadSpec spec) {
        return open.superseded().endBefore(spec);
    }

    private final class Evictor implements SpaceReservations.Evictor {
        @Override
        public boolean isUnused(UploadId id) {
            return !open.isInUse(id) && !joined.containsKey(id);
        }

        @Override
        public boolean expire(UploadId id, Instant idleSince) {
            return new UploadSweeper(LocalUploads.this).expireFor(id, idleSince);
        }
    }

    Future<Upload> resume(Context context, UploadId id) {
        return services.workers()
                .run(UNNAMED, () -> open.findToWrite(id).orElseThrow(() -> notRunning(id)))
                .compose(upload -> upload.takeOver(context));
    }

    UploadInfo info(UploadId id) throws IOException {
        open.requireDurable(id);
        return open.describe(id).orElseThrow(() -> StoreErrors.uploadNotFound(id));
    }

    UploadInfo info(FileName name) throws IOException {
        Optional<UploadInfo> latest = latest(name);
        if (latest.isEmpty()) {
            services.root().requireNoLinkTo(name);
        }
        return latest.orElseThrow(() -> StoreErrors.uploadNotFound(name));
    }

    List<UploadInfo> infos(Predicate<UploadSpec> which) throws IOException {
        if (services.settings().shared()) {
            indexOthers();
        }
        List<UploadInfo> counted = new ArrayList<>();
        for (UploadId id : names.matching(which)) {
            open.describe(id)
                    .filter(info -> !(info.state() instanceof UploadState.Expired))
                    .ifPresent(counted::add);
        }
        return counted;
    }

    /** Waits for a running write. */
    Future<Void> discard(UploadId id) {
        return services.workers()
                .run(UNNAMED, () -> open.findToWrite(id))
                .compose(found -> found.isPresent()
                        ? discard(found.get())
                        : services.workers().run(UNNAMED, () -> deleteRecord(id)));
    }

    /** Deletes the record too if the upload was published by then. */
    private Future<Void> discard(LocalOpenUpload upload) {
        return upload.run(() -> upload.discard(StoreErrors.uploadDiscarded()).compose(v -> services.workers()
                        .run(upload.name(), () -> services.folder().delete(upload.id()))))
                .onSuccess(deleted -> names.remove(upload.id()))
                .eventually(upload::release);
    }

    /** The parts do not expire meanwhile. */
    Upload concatenate(Context context, UploadSpec spec, List<UploadId> parts) throws IOException {
        parts.forEach(part -> joined.merge(part, 1, Integer::sum));
        try {
            return join(context, spec, parts);
        } finally {
            parts.forEach(part -> joined.computeIfPresent(part, (id, count) -> count == 1 ? null : count - 1));
        }
    }

    private Upload join(Context context, UploadSpec spec, List<UploadId> parts) throws IOException {
        List<FileInfo> files = new ArrayList<>();
        for (UploadId part : parts) {
            files.add(info(part).requireCompletePart());
        }
        UploadSpec sized =
                spec.withSizeOfParts(files.stream().mapToLong(FileInfo::size).sum());
        return begin(context, sized, whole -> {
            for (UploadId part : parts) {
                try (FileChannel bytes = FileChannel.open(
                        services.folder().bytes(part), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                    whole.append(bytes);
                }
            }
        });
    }

    /** Writes the first bytes of an upload. Blocks. */
    interface Filling {
        void fill(LocalOpenUpload upload) throws IOException;
    }

    /** Begins an upload that has bytes already. It is discarded when they cannot be written. */
    Upload begin(Context context, UploadSpec spec, Filling filling) throws IOException {
        LocalOpenUpload upload = begin(spec);
        Upload result = upload.begin(context);
        try {
            filling.fill(upload);
            return result;
        } catch (IOException | RuntimeException e) {
            services.workers().inBackground(() -> result.discard().eventually(result::close));
            throw e;
        }
    }

    /** The running upload of a name as a file; empty when there is none, or the published file is newer. */
    Optional<InProgressFile> follow(Context context, FileName name) throws IOException {
        Optional<UploadInfo> latest = latest(name);
        if (latest.isEmpty() || isOlderThanItsFile(latest.get())) {
            return Optional.empty();
        }
        return open.find(latest.get().id()).map(upload -> upload.followName(context));
    }

    private boolean isOlderThanItsFile(UploadInfo running) {
        Instant changedAt = running.expiresAt().minus(services.settings().expireAfter());
        return published(running.spec().name())
                .filter(file -> OpenUpload.isNewer(file, changedAt))
                .isPresent();
    }

    private Optional<FileInfo> published(FileName name) {
        try {
            return Optional.of(services.root().info(name));
        } catch (IOException | StoreException none) {
            return Optional.empty();
        }
    }

    /** A running upload as a file; empty when it does not run. */
    Optional<InProgressFile> follow(Context context, UploadId id) throws IOException {
        return open.find(id).map(upload -> new InProgressFile(context, upload));
    }

    /** Whether there is anything for {@link #refresh()} to do. */
    boolean isRefreshNeeded() {
        return open.all().stream()
                .anyMatch(upload -> services.settings().shared() || !upload.isOwned() || upload.isNameCheckDue());
    }

    /** Checks every open upload for changes by other processes. */
    void refresh() {
        open.all().forEach(this::refresh);
    }

    /** As {@link #refresh()}, for one upload; ignores an upload that is not open. */
    void refresh(UploadId id) {
        LocalOpenUpload upload = open.get(id);
        if (upload != null) {
            refresh(upload);
        }
    }

    private void refresh(LocalOpenUpload upload) {
        Optional<FileInfo> file = upload.isNameCheckDue() ? published(upload.name()) : Optional.empty();
        try {
            if (!upload.isOwned()) {
                open.refresh(upload);
            } else if (upload.isClaimed()) {
                upload.yieldIfClaimed()
                        .onFailure(cause -> LOG.warn("Cannot yield upload {} to another node", upload.id(), cause));
            }
        } catch (IOException e) {
            LOG.debug("Cannot read upload {}; retrying", upload.id(), e);
        }
        file.ifPresent(upload::nameChecked);
    }

    /** Stops background work; succeeds when it has ended. */
    Future<Void> close() {
        return services.workers().close();
    }

    /** Counts the uploads that other processes have ended, until they are forgotten. */
    void countEnded() throws IOException {
        services.folder().ended().refresh();
        services.folder().ended().takeChanged().forEach(this::countEnded);
    }

    /** As {@link #countEnded()}, for one upload. */
    void countEnded(UploadId id) {
        try {
            Optional<UploadRecord> complete =
                    services.folder().ended().findKnown(id).filter(record -> !record.isExpired());
            names.remove(id);
            complete.ifPresent(
                    record -> names.complete(id, record.spec(), record.endedAt().orElseThrow()));
        } catch (IOException e) {
            LOG.warn("Cannot read the record of the ended upload {}", id, e);
        }
    }

    /** Adds the uploads that other nodes began to the index. */
    private void indexOthers() throws IOException {
        countEnded();
        Set<UploadId> ids = Set.copyOf(services.folder().list());
        endedElsewhere.retainAll(ids);
        for (UploadId id : ids) {
            if (names.isKnown(id) || endedElsewhere.contains(id)) {
                continue;
            }
            Optional<UploadRecord> record = open.records().read(id);
            if (record.isPresent() && record.get().endedAt().isEmpty()) {
                names.add(id, record.get().spec());
            } else if (services.folder().hasRecord(id)) {
                record.filter(ended -> !ended.isExpired())
                        .ifPresent(ended ->
                                names.complete(id, ended.spec(), ended.endedAt().orElseThrow()));
                endedElsewhere.add(id);
            }
        }
    }

    private Optional<UploadInfo> latest(FileName name) throws IOException {
        if (services.settings().shared()) {
            indexOthers();
        }
        List<UploadInfo> running = new ArrayList<>();
        for (UploadId id : names.of(name)) {
            open.describe(id)
                    .filter(info -> info.state() instanceof UploadState.Running)
                    .ifPresent(running::add);
        }
        return running.stream().max(UploadInfo.BY_LAST_WRITE);
    }

    private void deleteRecord(UploadId id) throws IOException {
        UploadInfo info = info(id);
        LOG.debug("Deleting the record of upload {} of {}", id, info.spec().name());
        services.folder().delete(id);
        names.remove(id);
    }

    private StoreException notRunning(UploadId id) {
        try {
            return info(id).state() instanceof UploadState.Complete
                    ? StoreErrors.uploadComplete()
                    : StoreErrors.uploadNotFound(id);
        } catch (IOException | StoreException e) {
            return StoreException.hasCode(e, ErrorCode.UNAVAILABLE)
                    ? StoreErrors.rootUnavailable()
                    : StoreErrors.uploadNotFound(id);
        }
    }
}
