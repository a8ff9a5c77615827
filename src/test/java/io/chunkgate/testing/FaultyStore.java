package io.chunkgate.testing;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.Growth;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store that does what another does, but for what a test replaces. */
public final class FaultyStore implements FileStore {
    private final FileStore inner;
    private Function<FileName, Future<Void>> beforeOpen = name -> Future.succeededFuture();
    private Function<Long, Future<Void>> beforeRead = position -> Future.succeededFuture();
    private volatile boolean closed;
    private Supplier<Future<Void>> beforeCreate = Future::succeededFuture;
    private Function<Long, Future<Void>> beforeWrite = offset -> Future.succeededFuture();
    private Supplier<Future<Void>> beforeCommit = Future::succeededFuture;

    public FaultyStore(FileStore inner) {
        this.inner = inner;
    }

    /** @param before what an open waits for, or fails with */
    public FaultyStore beforeOpen(Function<FileName, Future<Void>> before) {
        beforeOpen = before;
        return this;
    }

    /** @param before what a read at a position waits for, or fails with */
    public FaultyStore beforeRead(Function<Long, Future<Void>> before) {
        beforeRead = before;
        return this;
    }

    /** @param before what the creation of an upload waits for, or fails with */
    public FaultyStore beforeCreate(Supplier<Future<Void>> before) {
        beforeCreate = before;
        return this;
    }

    /** @param before what a write at an offset waits for, or fails with */
    public FaultyStore beforeWrite(Function<Long, Future<Void>> before) {
        beforeWrite = before;
        return this;
    }

    /** @param before what a commit waits for, or fails with */
    public FaultyStore beforeCommit(Supplier<Future<Void>> before) {
        beforeCommit = before;
        return this;
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return inner.stat(name);
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return inner.digest(name);
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return inner.list(folder, query);
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return beforeOpen.apply(name).compose(v -> inner.open(name)).map(FaultyFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return beforeCreate.get().compose(v -> inner.create(spec)).map(FaultyUpload::new);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return inner.resume(id).map(FaultyUpload::new);
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return inner.upload(id);
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return inner.upload(name);
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return inner.discard(id);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return inner.concatenate(spec, parts).map(FaultyUpload::new);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return inner.follow(name).map(FaultyFile::new);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return inner.follow(id).map(FaultyFile::new);
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return inner.delete(name, condition);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return inner.close();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Without the other's channel. */
    private final class FaultyFile implements StoredFile {
        private final StoredFile file;

        FaultyFile(StoredFile file) {
            this.file = file;
        }

        @Override
        public FileInfo info() {
            return file.info();
        }

        @Override
        public Optional<Growth> growth() {
            return file.growth();
        }

        @Override
        public Future<Buffer> read(long position, int length) {
            return beforeRead.apply(position).compose(v -> file.read(position, length));
        }

        @Override
        public Future<Void> verify() {
            return file.verify();
        }

        @Override
        public Future<Void> close() {
            return file.close();
        }
    }

    private final class FaultyUpload implements Upload {
        private final Upload upload;

        FaultyUpload(Upload upload) {
            this.upload = upload;
        }

        @Override
        public UploadId id() {
            return upload.id();
        }

        @Override
        public UploadSpec spec() {
            return upload.spec();
        }

        @Override
        public long offset() {
            return upload.offset();
        }

        @Override
        public Future<Long> write(long offset, Buffer data) {
            return beforeWrite.apply(offset).compose(v -> upload.write(offset, data));
        }

        @Override
        public long durableOffset() {
            return upload.durableOffset();
        }

        @Override
        public Instant expiresAt() {
            return upload.expiresAt();
        }

        @Override
        public Future<StoreException> lost() {
            return upload.lost();
        }

        @Override
        public Future<Long> sync() {
            return upload.sync();
        }

        @Override
        public Future<Void> setSize(long size) {
            return upload.setSize(size);
        }

        @Override
        public Future<Void> beginPiece() {
            return upload.beginPiece();
        }

        @Override
        public Future<Void> keepPiece() {
            return upload.keepPiece();
        }

        @Override
        public Future<Long> dropPiece() {
            return upload.dropPiece();
        }

        @Override
        public Future<FileInfo> commit(Optional<String> sha256) {
            return beforeCommit.get().compose(v -> upload.commit(sha256));
        }

        @Override
        public Future<Void> discard() {
            return upload.discard();
        }

        @Override
        public Future<Void> close() {
            return upload.close();
        }
    }
}
