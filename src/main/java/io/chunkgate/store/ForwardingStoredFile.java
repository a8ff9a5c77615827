package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Base of decorators of a file: forwards every call. */
public abstract class ForwardingStoredFile implements StoredFile {
    private final StoredFile file;

    /** @param file closed with this */
    protected ForwardingStoredFile(StoredFile file) {
        this.file = file;
    }

    /** The decorated file. */
    protected final StoredFile unwrap() {
        return file;
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
    public AsyncFile content() {
        return file.content();
    }

    @Override
    public Optional<FileChannel> channel() {
        return file.channel();
    }

    @Override
    public Optional<Buffer> cached() {
        return file.cached();
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
