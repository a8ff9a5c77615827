package io.chunkgate.client;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An upload that has become a file already: the answer that said so was lost.
 *
 * @param file with its size
 */
public record PublishedUpload(String id, RemoteFile file) implements RemoteUpload {
    @Override
    public long offset() {
        return file.size().orElseThrow();
    }

    @Override
    public Optional<RemoteFile> published() {
        return Optional.of(file);
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        return refused();
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return refused();
    }

    @Override
    public Future<Void> discard() {
        return Future.succeededFuture();
    }

    @Override
    public void close() {}

    private <T> Future<T> refused() {
        return Future.failedFuture(new ClientException(
                ErrorCode.FAILED_PRECONDITION, "upload: " + id + " is complete (expected: one that takes bytes)"));
    }
}
