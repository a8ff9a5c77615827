package io.chunkgate.store.limit;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A file that tells when it is closed, once. */
final class LimitedFile implements StoredFile {
    private final StoredFile file;
    private final Runnable onClose;
    private boolean closed;

    LimitedFile(StoredFile file, Runnable onClose) {
        this.file = file;
        this.onClose = onClose;
    }

    @Override
    public FileInfo info() {
        return file.info();
    }

    @Override
    public Optional<UploadProgress> progress() {
        return file.progress();
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return file.read(position, length);
    }

    @Override
    public Optional<FileChannel> channel() {
        return file.channel();
    }

    @Override
    public Optional<Buffer> content() {
        return file.content();
    }

    @Override
    public void reuse(Buffer buffer) {
        file.reuse(buffer);
    }

    @Override
    public Future<Void> verify() {
        return file.verify();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
        return file.close();
    }
}
