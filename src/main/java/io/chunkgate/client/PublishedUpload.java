package io.chunkgate.client;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An upload that was already committed; the client had lost the response. It takes no more bytes.
 *
 * @param file the published file, with its size
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
        return failed();
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return failed();
    }

    @Override
    public Future<Void> discard() {
        return Future.succeededFuture();
    }

    @Override
    public void close() {}

    private <T> Future<T> failed() {
        return Future.failedFuture(new ClientException(
                ErrorCode.FAILED_PRECONDITION, "upload: " + id + " is complete (expected: an incomplete upload)"));
    }
}
