package io.chunkgate.testkit;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.time.Instant;
import java.util.Optional;

/** A file of 100 bytes that has metadata, and fails every read. */
public final class MetadataOnlyFile implements StoredFile {
    @Override
    public FileInfo info() {
        return new FileInfo(FileName.of("file"), 100, Instant.EPOCH, "\"etag\"", Optional.empty());
    }

    @Override
    public AsyncFile content() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> verify() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
