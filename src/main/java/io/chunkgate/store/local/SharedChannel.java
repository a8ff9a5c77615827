package io.chunkgate.store.local;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.follow.RefCount;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One open version of a file, shared by downloads and closed with the last. Safe for any thread. */
final class SharedChannel {
    private static final long PLACED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final FileVersion version;
    private final FileInfo info;
    private final FileChannel channel;
    private final RefCount users = new RefCount();
    private volatile @Nullable ByteBuf content;
    private volatile @Nullable ContentSample sample;
    private volatile boolean isReadAgain;
    private volatile long lastUsedNanos = System.nanoTime();
    private volatile long placedNanos = System.nanoTime();

    /**
     * Has one user, the caller.
     *
     * @param path    for checking the file again; valid although its folder was closed
     * @param version that was opened
     */
    SharedChannel(Path path, FileVersion version, FileInfo info, FileChannel channel) {
        this.path = path;
        this.version = version;
        this.info = info;
        this.channel = channel;
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

    /**
     * The bytes of a small file, read-only, which all its downloads share and none releases. They are cached from the second
     * call on, once the last change is so old that every later write changes the version. They are as many as the size says,
     * unless that is not the file's true size: the files of {@code /proc} have a size of 0, and bytes. Blocks.
     */
    Buffer content() throws IOException {
        ByteBuf cached = content;
        int capacity = (int) Math.max(1, version.size());
        if (cached == null && isReadAgain && version.isSettled()) {
            // Direct memory of its own, which can be written to several sockets at once.
            cached = read(ByteBuffer.allocateDirect(capacity));
            content = cached;
        }
        isReadAgain = true;
        return VertxInternals.buffer(cached == null ? read(ByteBuffer.allocate(capacity)) : cached.duplicate());
    }

    /** A sample of the version, taken by the first call. Blocks. */
    ContentSample sample() throws IOException {
        ContentSample taken = sample;
        if (taken == null) {
            taken = ContentSample.of(channel, version.size());
            sample = taken;
        }
        return taken;
    }

    /** Fails with {@code DATA_LOSS} when bytes that were read may not be those of the version. Blocks. */
    void requireUnchanged() throws IOException {
        version.requireUnchanged(path, info.name(), channel, sample());
    }

    private ByteBuf read(ByteBuffer memory) throws IOException {
        int count = BlockingTasks.fill(memory, channel, 0);
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.flip().slice(0, count)));
    }

    boolean isUnusedSince(long nanoTime) {
        return lastUsedNanos - nanoTime < 0;
    }

    /**
     * Whether the file was recently found in its folder. Until then its path alone shows whether it is current: whatever the
     * path leads to, equal attributes are those of the open file.
     */
    boolean isPlaced() {
        return System.nanoTime() - placedNanos < PLACED_NANOS;
    }

    /** The file was found in its folder, which was opened. */
    void placed() {
        placedNanos = System.nanoTime();
    }

    /** Adds a user; returns false when the last user has released the file. */
    boolean retain() {
        lastUsedNanos = System.nanoTime();
        return users.retain();
    }

    /** Removes a user; returns true for the last one, which has to {@link #close}. */
    boolean release() {
        return users.release();
    }

    /** Blocks. */
    void close() throws IOException {
        channel.close();
    }
}
