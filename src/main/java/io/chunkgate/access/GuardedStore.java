package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * The store as one client sees it: every call is checked against what the client may do, so that no door can forget to. An
 * upload belongs to those who may write its name; its id alone opens nothing. What is added is held within quotas.
 */
public final class GuardedStore implements FileStore {
    private final FileStore store;
    private final Grant grant;
    private final Quotas quotas;

    /**
     * @param store  not closed by this
     * @param usages of that store
     */
    public GuardedStore(FileStore store, Usages usages, Grant grant) {
        this.store = store;
        this.grant = grant;
        this.quotas = new Quotas(store, usages, grant);
    }

    /** Whether the client may read a file of that name, if there is one. */
    public boolean allowsReading(FileName name) {
        return grant.allows(Permission.READ, name);
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return checked(Permission.READ, name, () -> store.stat(name));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return checked(Permission.READ, name, () -> store.digest(name));
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return checked(Permission.READ, name, () -> store.open(name));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return checked(
                Permission.WRITE, spec.name(), () -> bounded(spec, () -> quotas.begin(spec, () -> store.create(spec))));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return store.upload(id)
                .compose(info -> checked(
                        Permission.WRITE, info.spec().name(), () -> quotas.proceed(info, () -> store.resume(id))))
                .map(this::bounded);
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return store.upload(id).map(info -> {
            grant.require(Permission.WRITE, info.spec().name());
            return info;
        });
    }

    /** Who may read may know too, since an upload can be followed. */
    @Override
    public Future<UploadInfo> upload(FileName name) {
        return grant.allows(Permission.READ, name)
                ? store.upload(name)
                : checked(Permission.WRITE, name, () -> store.upload(name));
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return checked(Permission.WRITE, id, () -> store.discard(id)).onSuccess(v -> quotas.discarded(id));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        Future<Void> allowed = checked(Permission.WRITE, spec.name(), Future::succeededFuture);
        for (UploadId part : parts) {
            allowed = allowed.compose(v -> checked(Permission.WRITE, part, Future::succeededFuture));
        }
        return allowed.compose(
                v -> bounded(spec, () -> quotas.join(spec, parts, () -> store.concatenate(spec, parts))));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return checked(Permission.READ, name, () -> store.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return checked(Permission.READ, id, () -> store.follow(id));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return checked(Permission.DELETE, name, () -> quotas.delete(name, () -> store.delete(name, condition)));
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        try {
            grant.require(Permission.LIST, folder);
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        return store.list(folder, query);
    }

    /** The store is not this client's to close. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private <T> Future<T> checked(Permission permission, FileName name, Supplier<Future<T>> call) {
        try {
            grant.require(permission, name);
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        return call.get();
    }

    /** An id says nothing; the name behind it does. */
    private <T> Future<T> checked(Permission permission, UploadId id, Supplier<Future<T>> call) {
        return store.upload(id).compose(info -> checked(permission, info.spec().name(), call));
    }

    private Future<Upload> bounded(UploadSpec spec, Supplier<Future<Upload>> call) {
        long size = spec.size().orElse(0);
        return size > grant.maxFileBytes()
                ? Future.failedFuture(tooLarge(size, grant.maxFileBytes()))
                : call.get().map(this::bounded);
    }

    private Upload bounded(Upload upload) {
        return grant.maxFileBytes() == Long.MAX_VALUE ? upload : new BoundedUpload(upload, grant.maxFileBytes());
    }

    static StoreException tooLarge(long size, long max) {
        return StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "size", size, "at most " + max + ", by this link");
    }
}
