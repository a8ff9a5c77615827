package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A file of the local disk, open for one transfer; a small file has its content in memory. */
final class ChannelFile implements StoredFile {
    private final Context context;
    private final SharedChannel shared;
    private final Optional<Buffer> content;
    private boolean closed;

    /**
     * @param context where results arrive
     * @param shared  released with this
     * @param content the whole content, if it was read
     */
    ChannelFile(Context context, SharedChannel shared, Optional<Buffer> content) {
        this.context = context;
        this.shared = shared;
        this.content = content;
    }

    @Override
    public FileInfo info() {
        return shared.info();
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(shared.channel());
    }

    @Override
    public Optional<Buffer> content() {
        return content;
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        if (closed) {
            return Future.failedFuture(StoreErrors.fileClosed());
        }
        return content.map(bytes -> Future.succeededFuture(slice(bytes, position, length)))
                .orElseGet(() -> readChannel(position, length));
    }

    /** Keeps the channel open until the read is done, even if the file is closed meanwhile. */
    private Future<Buffer> readChannel(long position, int length) {
        shared.retain();
        return BlockingTasks.run(context, info().name(), () -> {
            try {
                return shared.read(position, length);
            } finally {
                ChannelCache.release(shared);
            }
        });
    }

    @Override
    public void release(Buffer buffer) {
        if (content.isEmpty()) {
            shared.release(buffer);
        }
    }

    @Override
    public Future<Void> verify() {
        return BlockingTasks.run(context, info().name(), () -> {
            shared.version().requireUnchanged(shared.path(), info().name());
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        if (!shared.release()) {
            return Future.succeededFuture();
        }
        return BlockingTasks.run(context, info().name(), () -> {
            shared.close();
            return null;
        });
    }

    private static Buffer slice(Buffer content, long position, int length) {
        int from = (int) Math.min(position, content.length());
        return content.slice(from, Math.min(content.length() - from, length) + from);
    }
}
