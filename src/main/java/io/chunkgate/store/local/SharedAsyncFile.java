package io.chunkgate.store.local;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A file of the local disk, open for one transfer: reads through the channel that all transfers of a version share. A small
 * file has its content in memory.
 */
final class SharedAsyncFile extends ReadOnlyFile implements StoredFile {
    private final Context context;
    private final SharedChannel shared;
    private final Optional<Buffer> cached;

    /**
     * @param context where results arrive
     * @param shared  released with this
     * @param cached  the whole content, if it was read
     */
    SharedAsyncFile(Context context, SharedChannel shared, Optional<Buffer> cached) {
        this.context = context;
        this.shared = shared;
        this.cached = cached;
    }

    @Override
    public FileInfo info() {
        return shared.info();
    }

    @Override
    public AsyncFile content() {
        return this;
    }

    @Override
    public long sizeBlocking() {
        return info().size();
    }

    /** None for a file whose content is in memory, which is not affected by later changes. */
    @Override
    public Optional<FileChannel> channel() {
        return cached.isPresent() ? Optional.empty() : Optional.of(shared.channel());
    }

    @Override
    public Optional<Buffer> cached() {
        return cached;
    }

    /** Keeps the channel open until the read is done, even if the file is closed meanwhile. */
    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        if (cached.isPresent()) {
            return Future.succeededFuture(copy(cached.get(), target, position));
        }
        return readShared(() -> BlockingTasks.fill(target, shared.channel(), position));
    }

    @Override
    public Future<Void> verify() {
        if (cached.isPresent()) {
            return Future.succeededFuture();
        }
        return readShared(() -> {
                    shared.requireUnchanged();
                    return shared;
                })
                .mapEmpty();
    }

    private <T> Future<T> readShared(Callable<T> work) {
        shared.retain();
        return BlockingTasks.run(context, info().name(), () -> {
            try {
                return work.call();
            } finally {
                ChannelCache.release(shared);
            }
        });
    }

    @Override
    protected Future<Void> release() {
        if (!shared.release()) {
            return Future.succeededFuture();
        }
        return BlockingTasks.run(context, info().name(), () -> {
            shared.close();
            return null;
        });
    }

    private static int copy(Buffer content, ByteBuffer target, long position) {
        int from = (int) Math.min(position, content.length());
        int count = Math.min(content.length() - from, target.remaining());
        VertxInternals.byteBuf(content).getBytes(from, target.slice(target.position(), count));
        return count;
    }
}
