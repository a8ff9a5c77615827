package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.follow.RefCount;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One open version of a file, used by any number of downloads at once and closed by the last. Safe for any thread. */
final class SharedChannel {
    private final Path path;
    private final FileVersion version;
    private final FileInfo info;
    private final FileChannel channel;
    private final FileBufferPool blocks;
    private final RefCount users = new RefCount();
    private volatile @Nullable ByteBuf content;
    private volatile boolean isAskedAgain;
    private volatile long lastUsedNanos = System.nanoTime();

    /**
     * With one user, the caller.
     *
     * @param path    real, for looking at the file again
     * @param version what was opened
     */
    SharedChannel(Path path, FileVersion version, FileInfo info, FileChannel channel, FileBufferPool blocks) {
        this.path = path;
        this.version = version;
        this.info = info;
        this.channel = channel;
        this.blocks = blocks;
    }

    Path path() {
        return path;
    }

    FileVersion version() {
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
        return blocks.read(channel, position, length);
    }

    /**
     * The bytes of a small file, to be read only; they belong to all its downloads and are not given back. Kept when they are
     * asked for again, and whatever is written to the file from then on shows in its version. Blocks.
     */
    Buffer content() throws IOException {
        int size = (int) version.size();
        if (content == null && isAskedAgain && version.isSettled()) {
            content = FileBufferPool.readWhole(channel, size);
        }
        isAskedAgain = true;
        ByteBuf kept = content;
        return kept == null ? read(0, size) : BufferInternal.buffer(kept.duplicate());
    }

    /** Takes back what {@link #read} returned, which nobody looks at any more. */
    void release(Buffer buffer) {
        blocks.release(buffer);
    }

    boolean isUnusedSince(long nanoTime) {
        return lastUsedNanos - nanoTime < 0;
    }

    /** Adds a user, unless the last one is gone. */
    boolean retain() {
        lastUsedNanos = System.nanoTime();
        return users.retain();
    }

    /** Takes a user away; returns true for the last one, who has to {@link #close}. */
    boolean release() {
        return users.release();
    }

    /** Blocks. */
    void close() throws IOException {
        channel.close();
    }
}
