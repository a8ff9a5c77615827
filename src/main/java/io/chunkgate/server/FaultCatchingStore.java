package io.chunkgate.server;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.ForwardingStoredFile;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A store whose methods do not throw: what a method of the decorated store throws, an {@link Error} too, is the failure of its
 * future. Files and uploads that a request leaves open when it fails are closed with its {@link FaultScope}.
 */
final class FaultCatchingStore extends ForwardingFileStore {
    FaultCatchingStore(FileStore store) {
        super(store);
    }

    /**
     * Calls a method. Its result arrives on the caller's context, which then gets what the caller's handlers throw; otherwise
     * that could end in a future of the store that nothing looks at.
     */
    private static <T> Future<T> caught(Supplier<Future<T>> call) {
        try {
            Future<T> result = call.get();
            Context context = Vertx.currentContext();
            return context == null || result.isComplete() ? result : VertxInternals.onContext(context, result);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return caught(() -> super.stat(name));
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return caught(() -> super.digest(name));
    }

    @Override
    public Future<List<UploadId>> supersede(UploadSpec spec) {
        return caught(() -> super.supersede(spec));
    }

    @Override
    public Future<StoreHealth> health() {
        return caught(super::health);
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return caught(() -> super.open(name)).map(CaughtFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return caught(() -> super.create(spec)).map(CaughtUpload::new);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return caught(() -> super.resume(id)).map(CaughtUpload::new);
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return caught(() -> super.upload(id));
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return caught(() -> super.upload(name));
    }

    @Override
    public Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which) {
        return caught(() -> super.uploads(which));
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return caught(() -> super.discard(id));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return caught(() -> super.concatenate(spec, parts)).map(CaughtUpload::new);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return caught(() -> super.follow(name)).map(CaughtFile::new);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return caught(() -> super.follow(id)).map(CaughtFile::new);
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return caught(() -> super.delete(name, condition));
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return caught(() -> super.copy(spec));
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return caught(() -> super.move(spec));
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return caught(() -> super.createFolder(folder));
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return caught(() -> super.deleteFolder(folder, whole));
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return caught(() -> super.copyFolder(from, to));
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return caught(() -> super.moveFolder(from, to));
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return caught(() -> super.list(folder, query));
    }

    private static final class CaughtFile extends ForwardingStoredFile {
        private final Supplier<Future<Void>> closing = this::close;
        private final Optional<FaultScope> scope = FaultScope.current();

        CaughtFile(StoredFile file) {
            super(file);
            scope.ifPresent(owner -> owner.add(closing));
        }

        @Override
        public Future<Void> verify() {
            return caught(super::verify);
        }

        @Override
        public Future<Void> close() {
            scope.ifPresent(owner -> owner.remove(closing));
            return caught(super::close);
        }
    }

    private static final class CaughtUpload extends ForwardingUpload {
        private final Supplier<Future<Void>> closing = this::close;
        private final Optional<FaultScope> scope = FaultScope.current();

        CaughtUpload(Upload upload) {
            super(upload);
            scope.ifPresent(owner -> owner.add(closing));
        }

        @Override
        public Future<Long> write(long offset, Buffer data) {
            return caught(() -> super.write(offset, data));
        }

        @Override
        public Future<Long> sync() {
            return caught(super::sync);
        }

        @Override
        public Future<Void> setSize(long size) {
            return caught(() -> super.setSize(size));
        }

        @Override
        public Future<Void> stage() {
            return caught(super::stage);
        }

        @Override
        public Future<Void> commitStaged() {
            return caught(super::commitStaged);
        }

        @Override
        public Future<Long> rollback() {
            return caught(super::rollback);
        }

        @Override
        public Future<FileInfo> commit(Optional<String> sha256) {
            return caught(() -> super.commit(sha256));
        }

        @Override
        public Future<Void> discard() {
            return caught(super::discard);
        }

        @Override
        public Future<Void> close() {
            scope.ifPresent(owner -> owner.remove(closing));
            return caught(super::close);
        }
    }
}
