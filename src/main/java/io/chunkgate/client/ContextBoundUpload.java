package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Runs every call of an upload on the context of its connection, so that it can be used from any thread. */
public final class ContextBoundUpload implements RemoteUpload {
    private final BoundContext context;
    private final RemoteUpload upload;

    public ContextBoundUpload(BoundContext context, RemoteUpload upload) {
        this.context = context;
        this.upload = upload;
    }

    @Override
    public String id() {
        return upload.id();
    }

    @Override
    public long offset() {
        return upload.offset();
    }

    @Override
    public Optional<RemoteFile> published() {
        return upload.published();
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        return context.call(() -> upload.write(bytes));
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return context.call(() -> upload.commit(sha256));
    }

    @Override
    public Future<Void> discard() {
        return context.call(upload::discard);
    }

    @Override
    public void close() {
        context.run(upload::close);
    }
}
