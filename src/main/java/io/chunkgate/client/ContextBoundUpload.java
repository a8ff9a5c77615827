package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** An upload whose calls come from any thread, and reach another one on the context of its connection. */
public final class ContextBoundUpload implements RemoteUpload {
    private final BoundContext home;
    private final RemoteUpload upload;

    /** @param upload is used on that context alone from now on */
    public ContextBoundUpload(BoundContext home, RemoteUpload upload) {
        this.home = home;
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
        return home.call(() -> upload.write(bytes));
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return home.call(() -> upload.commit(sha256));
    }

    @Override
    public Future<Void> discard() {
        return home.call(upload::discard);
    }

    @Override
    public void close() {
        home.run(upload::close);
    }
}
