package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;

/** Base of decorators of a store: forwards every call. */
public abstract class ForwardingFileStore implements FileStore {
    private final FileStore store;

    /** @param store closed with this */
    protected ForwardingFileStore(FileStore store) {
        this.store = store;
    }

    /** The decorated store. */
    protected final FileStore unwrap() {
        return store;
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return store.stat(name);
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return store.digest(name);
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return store.open(name);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return store.create(spec);
    }

    @Override
    public Future<List<UploadId>> supersede(UploadSpec spec) {
        return store.supersede(spec);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return store.resume(id);
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return store.upload(id);
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return store.upload(name);
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return store.discard(id);
    }

    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return store.uploads(which);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return store.concatenate(spec, parts);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return store.follow(name);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return store.follow(id);
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return store.delete(name, condition);
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return store.copy(spec);
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return store.move(spec);
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return store.createFolder(folder);
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return store.deleteFolder(folder, whole);
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return store.copyFolder(from, to);
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return store.moveFolder(from, to);
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return store.list(folder, query);
    }

    @Override
    public Future<Void> refresh(UploadId id) {
        return store.refresh(id);
    }

    @Override
    public Future<StoreHealth> health() {
        return store.health();
    }

    @Override
    public Future<StoreStats> stats() {
        return store.stats();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }
}
