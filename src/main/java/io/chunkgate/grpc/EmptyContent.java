package io.chunkgate.grpc;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** The content of no bytes, which the Remote Execution API regards as present though it was never written. */
final class EmptyContent extends ReadOnlyFile implements StoredFile {
    static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final FileName name;

    EmptyContent(FileName name) {
        this.name = name;
    }

    @Override
    public FileInfo info() {
        return new FileInfo(name, 0, Instant.EPOCH, '"' + SHA256 + '"', Optional.of(SHA256));
    }

    @Override
    public AsyncFile content() {
        return this;
    }

    @Override
    public long sizeBlocking() {
        return 0;
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        return Future.succeededFuture(0);
    }

    @Override
    public Future<Void> verify() {
        return Future.succeededFuture();
    }

    @Override
    protected Future<Void> release() {
        return Future.succeededFuture();
    }
}
