package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A file of the local disk with its channel, for doors that let the kernel copy. */
final class ChannelFile implements StoredFile {
    private final Context context;
    private final Path path;
    private final Version version;
    private final FileInfo info;
    private final FileChannel channel;
    private boolean closed;

    /** @param channel closed with this */
    ChannelFile(Context context, Path path, Version version, FileInfo info, FileChannel channel) {
        this.context = context;
        this.path = path;
        this.version = version;
        this.info = info;
        this.channel = channel;
    }

    @Override
    public FileInfo info() {
        return info;
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(channel);
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return Blocking.run(context, info.name(), () -> readFully(position, length));
    }

    @Override
    public Future<Void> verify() {
        return Blocking.run(context, info.name(), () -> {
            version.requireUnchanged(path, info.name());
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return Blocking.run(context, info.name(), () -> {
            channel.close();
            return null;
        });
    }

    private Buffer readFully(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes, position + bytes.position());
        }
        return BufferInternal.buffer(io.netty.buffer.Unpooled.wrappedBuffer(bytes.flip()));
    }
}
