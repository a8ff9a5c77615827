package io.chunkgate.testkit;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.ForwardingStoredFile;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store that forwards to another one, with injected delays and failures. */
public final class FaultyStore extends ForwardingFileStore {
    private Function<FileName, Future<Void>> beforeOpen = name -> Future.succeededFuture();
    private Function<Long, Future<Void>> beforeRead = position -> Future.succeededFuture();
    private volatile boolean closed;
    private Supplier<Future<Void>> beforeCreate = Future::succeededFuture;
    private Supplier<Future<Void>> beforeLookup = Future::succeededFuture;
    private Supplier<Future<Void>> beforeResume = Future::succeededFuture;
    private Function<Long, Future<Void>> beforeWrite = offset -> Future.succeededFuture();
    private Supplier<Future<Void>> beforeCommit = Future::succeededFuture;

    public FaultyStore(FileStore inner) {
        super(inner);
    }

    /** @param before completes or fails before a file is opened */
    public FaultyStore beforeOpen(Function<FileName, Future<Void>> before) {
        beforeOpen = before;
        return this;
    }

    /** @param before completes or fails before a read at a position */
    public FaultyStore beforeRead(Function<Long, Future<Void>> before) {
        beforeRead = before;
        return this;
    }

    /** @param before completes or fails before an upload is created */
    public FaultyStore beforeCreate(Supplier<Future<Void>> before) {
        beforeCreate = before;
        return this;
    }

    /** @param before completes or fails before an upload is looked up by its file name */
    public FaultyStore beforeLookup(Supplier<Future<Void>> before) {
        beforeLookup = before;
        return this;
    }

    /** @param before completes or fails before an upload is resumed */
    public FaultyStore beforeResume(Supplier<Future<Void>> before) {
        beforeResume = before;
        return this;
    }

    /** @param before completes or fails before a write at an offset */
    public FaultyStore beforeWrite(Function<Long, Future<Void>> before) {
        beforeWrite = before;
        return this;
    }

    /** @param before completes or fails before a commit */
    public FaultyStore beforeCommit(Supplier<Future<Void>> before) {
        beforeCommit = before;
        return this;
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return beforeOpen.apply(name).compose(v -> super.open(name)).map(FaultyFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return beforeCreate.get().compose(v -> super.create(spec)).map(FaultyUpload::new);
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return beforeLookup.get().compose(v -> super.upload(name));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return beforeResume.get().compose(v -> super.resume(id)).map(FaultyUpload::new);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return super.concatenate(spec, parts).map(FaultyUpload::new);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return super.follow(name).map(FaultyFile::new);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return super.follow(id).map(FaultyFile::new);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return super.close();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Exposes neither a channel nor cached bytes, so that every byte is read. */
    private final class FaultyFile extends ForwardingStoredFile {
        FaultyFile(StoredFile file) {
            super(file);
        }

        @Override
        public AsyncFile content() {
            AsyncFile content = super.content();
            return new ReadOnlyFile() {
                @Override
                public long sizeBlocking() {
                    return content.sizeBlocking();
                }

                @Override
                protected Future<Integer> fill(ByteBuffer target, long position) {
                    return beforeRead.apply(position).compose(v -> fill(content, target, position));
                }

                @Override
                protected Future<Void> release() {
                    return content.close();
                }
            };
        }

        @Override
        public Optional<FileChannel> channel() {
            return Optional.empty();
        }

        @Override
        public Optional<Buffer> cached() {
            return Optional.empty();
        }
    }

    private final class FaultyUpload extends ForwardingUpload {
        FaultyUpload(Upload upload) {
            super(upload);
        }

        @Override
        public Future<Long> write(long offset, Buffer data) {
            return beforeWrite.apply(offset).compose(v -> super.write(offset, data));
        }

        @Override
        public Future<FileInfo> commit(Optional<String> sha256) {
            return beforeCommit.get().compose(v -> super.commit(sha256));
        }
    }
}
