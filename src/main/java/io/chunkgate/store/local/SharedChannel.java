package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One open version of a file, used by any number of downloads at once and closed by the last. Safe for any thread. */
final class SharedChannel {
    private final Path path;
    private final Version version;
    private final FileInfo info;
    private final FileChannel channel;
    private int users = 1;
    private volatile long lastUsedNanos = System.nanoTime();

    /**
     * With one user, the caller.
     *
     * @param path    real, for looking at the file again
     * @param version what was opened
     */
    SharedChannel(Path path, Version version, FileInfo info, FileChannel channel) {
        this.path = path;
        this.version = version;
        this.info = info;
        this.channel = channel;
    }

    Path path() {
        return path;
    }

    Version version() {
        return version;
    }

    FileInfo info() {
        return info;
    }

    FileChannel channel() {
        return channel;
    }

    /** Reads that many bytes, fewer where the file ends. Blocks. */
    Buffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes, position + bytes.position());
        }
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.flip()));
    }

    boolean isUnusedSince(long nanoTime) {
        return lastUsedNanos - nanoTime < 0;
    }

    /** Adds a user, unless the last one is gone. */
    synchronized boolean retain() {
        if (users == 0) {
            return false;
        }
        users++;
        lastUsedNanos = System.nanoTime();
        return true;
    }

    /** Takes a user away; returns true for the last one, who has to {@link #close}. */
    synchronized boolean release() {
        users--;
        return users == 0;
    }

    /** Blocks. */
    void close() throws IOException {
        channel.close();
    }
}
