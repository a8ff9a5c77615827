package io.chunkgate.store.s3;

import io.chunkgate.config.S3Config;
import io.chunkgate.io.BufferPool;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.follow.FollowedName;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.ConditionalWriteProbe;
import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.client.S3Clients;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.client.Workers;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Layout;
import io.chunkgate.store.s3.publish.Publisher;
import io.chunkgate.store.s3.read.S3File;
import io.chunkgate.store.s3.read.S3FolderListing;
import io.chunkgate.store.s3.upload.S3UploadSweeper;
import io.chunkgate.store.s3.upload.S3Uploads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in an S3 bucket, which any number of gateways may share. There are no locks: the right to write and the published
 * version are decided by conditional requests, which create an object once or replace a known version of it.
 */
final class S3FileStore implements FileStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3FileStore.class);
    private static final Duration MIN_SWEEP = Duration.ofSeconds(30);
    private static final Duration MAX_SWEEP = Duration.ofMinutes(1);
    /** How often uploads of other gateways are read for followers. */
    private static final long REFRESH_MILLIS = 500;

    private static final int STEP_BYTES = 2 * 1024 * 1024;

    private final Vertx vertx;
    private final Bucket bucket;
    private final Workers workers;
    private final FileObjects files;
    private final Publisher publisher;
    private final FileCopier copier;
    private final EmptyFolders emptyFolders;
    private final FolderDeleter folderDeleter;
    private final FolderCopier folderCopier;
    private final S3Uploads uploads;
    private final S3UploadSweeper sweeper;
    private final long sweepTimer;
    private final long refreshTimer;

    private S3FileStore(
            Vertx vertx,
            Bucket bucket,
            Workers workers,
            S3Settings settings,
            ConditionalWriteProbe probe,
            MemoryBudget memory) {
        this.vertx = vertx;
        this.bucket = bucket;
        this.workers = workers;
        this.files = new FileObjects(bucket);
        this.publisher = new Publisher(vertx, bucket, files, probe.deletesIfMatch());
        this.copier = new FileCopier(bucket, files, publisher);
        this.emptyFolders = new EmptyFolders(bucket, files);
        this.folderDeleter = new FolderDeleter(bucket, files, publisher);
        this.folderCopier = new FolderCopier(bucket, files, copier, emptyFolders);
        this.uploads = new S3Uploads(bucket, files, publisher, settings, workers, memory, BufferPool.of(vertx));
        this.sweeper = new S3UploadSweeper(bucket, publisher, uploads);
        this.sweepTimer = vertx.setPeriodic(sweepMillis(settings), id -> sweep());
        this.refreshTimer = vertx.setPeriodic(REFRESH_MILLIS, id -> uploads.refresh());
    }

    /** Opens the store after a check of the server; see {@link ConditionalWriteProbe}. */
    static Future<FileStore> open(Vertx vertx, S3Config config, S3Settings settings) {
        return open(vertx, config, settings, MemoryBudget.of(vertx));
    }

    /** @param memory for the bytes of uploads that are not stored */
    static Future<FileStore> open(Vertx vertx, S3Config config, S3Settings settings, MemoryBudget memory) {
        Context context = vertx.getOrCreateContext();
        Workers workers = new Workers();
        Future<Bucket> client =
                vertx.executeBlocking(() -> new Bucket(vertx, S3Clients.create(config), workers, config), false);
        return Contexts.here(context, client.compose(bucket -> ConditionalWriteProbe.run(bucket, config)
                .compose(probe -> Layout.require(bucket).map(probe))
                .<FileStore>map(probe -> new S3FileStore(vertx, bucket, workers, settings, probe, memory))
                .recover(cause -> close(bucket, workers).transform(closed -> Future.failedFuture(cause)))));
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return run(context -> files.get(name).map(FileObjects.Version::file));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return run(context -> files.get(name)
                .compose(found ->
                        found.file().sha256().isPresent() ? Future.succeededFuture(found.file()) : computed(found)));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return run(context -> files.get(name).map(found -> file(context, found)));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return run(context -> uploads.create(context, spec));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return run(context -> uploads.resume(context, id));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return run(context -> uploads.info(id)).compose(info -> info.requirePublished(this::stat));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return run(context -> uploads.info(name));
    }

    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return run(context -> uploads.infos(which));
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return run(context -> uploads.discard(id));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return run(context -> uploads.concatenate(context, spec, parts));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return run(context -> uploads.follow(context, name)
                .<StoredFile>map(running -> new FollowedName(running, () -> follow(name)))
                .recover(none -> isOver(none) ? open(name) : Future.failedFuture(none)));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return run(context -> uploads.follow(context, id)
                .<StoredFile>map(running -> running)
                .recover(none -> isOver(none)
                        ? uploads.published(id).map(published -> file(context, published))
                        : Future.failedFuture(none)));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return run(context -> publisher.delete(name, condition));
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return run(context -> copier.copy(spec));
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return run(context -> copier.move(spec));
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return run(context -> emptyFolders.create(folder));
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return run(context -> {
            folder.requireNotRoot("folder"); // It has the gateway's own objects too.
            return whole ? folderDeleter.delete(folder) : emptyFolders.delete(folder);
        });
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return run(context -> folderCopier.copy(from, to));
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return run(context -> folderCopier.move(from, to));
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return run(context -> new S3FolderListing(bucket, folder, query).run());
    }

    @Override
    public Future<Void> refresh(UploadId id) {
        return run(context -> uploads.refresh(id));
    }

    /** Does not write: every request costs, and the bucket does not say whether it would take an object. */
    @Override
    public Future<StoreHealth> health() {
        return run(context -> bucket.isPresent().map(present -> new StoreHealth(present, present)));
    }

    @Override
    public Future<StoreStats> stats() {
        return Future.succeededFuture(StoreStats.NONE.withRequests(bucket.requests()));
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(sweepTimer);
        vertx.cancelTimer(refreshTimer);
        return close(bucket, workers);
    }

    private static Future<Void> close(Bucket bucket, Workers workers) {
        workers.close();
        return bucket.close();
    }

    /** Removes expired uploads; runs periodically. */
    Future<Void> sweep() {
        return sweeper.sweep()
                .onFailure(cause -> LOG.warn("Cannot check for expired uploads: {}", S3Errors.reason(cause)));
    }

    /** Reads the whole file in order, over one response. */
    private Future<FileInfo> computed(FileObjects.Version found) {
        Context context = vertx.getOrCreateContext();
        S3File file = new S3File(context, bucket, found);
        file.expect(ByteRange.from(0));
        RunningDigest digest = new RunningDigest();
        Promise<Void> end = Promise.promise();
        context.runOnContext(v -> digest(file, digest, end));
        return end.future().eventually(file::close).compose(v -> files.storeDigest(found.file(), digest.hex()));
    }

    /** With one promise for all steps, as a chain of futures would overflow the stack. */
    private void digest(S3File file, RunningDigest digest, Promise<Void> end) {
        if (digest.position() >= file.info().size()) {
            end.complete();
            return;
        }
        file.read(Buffer.buffer(), 0, digest.position(), STEP_BYTES)
                .compose(bytes -> workers.digest(digest, bytes))
                .onFailure(end::fail)
                .onSuccess(v -> digest(file, digest, end));
    }

    private StoredFile file(Context context, FileObjects.Version published) {
        return new S3File(context, bucket, published);
    }

    private static boolean isOver(Throwable cause) {
        return cause instanceof StoreException refusal
                && (refusal.code() == ErrorCode.NOT_FOUND || refusal.code() == ErrorCode.FAILED_PRECONDITION);
    }

    private <T> Future<T> run(Function<Context, Future<T>> work) {
        Context context = vertx.getOrCreateContext();
        try {
            return Contexts.here(context, work.apply(context));
        } catch (StoreException refused) {
            return Contexts.here(context, Future.failedFuture(refused));
        }
    }

    private static long sweepMillis(S3Settings settings) {
        long quarter = settings.expireAfter().toMillis() / 4;
        return Math.max(MIN_SWEEP.toMillis(), Math.min(MAX_SWEEP.toMillis(), quarter));
    }
}
