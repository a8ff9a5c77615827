package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreStats;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Opens files by their channel, through a cache. Whatever comes out was looked at last of all: it is the version that the
 * name leads to now, whether it was opened before or just now, and the content of a small file is that version's.
 * Everything here blocks.
 */
final class ChannelOpener {
    /** How long a file stays open that nobody asks for. */
    static final Duration UNUSED = Duration.ofSeconds(5);

    private static final int CAPACITY = 512;
    private static final long SMALL_BYTES = 64 * 1024;

    private final StoreRoot root;
    private final FileBufferPool blocks;
    private final ChannelCache cache = new ChannelCache(CAPACITY);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    ChannelOpener(StoreRoot root, FileBufferPool blocks) {
        this.root = root;
        this.blocks = blocks;
    }

    /** The file, to be closed by the caller. */
    ChannelFile open(Context context, FileName name) throws IOException {
        for (int attempt = 0; attempt < LocalFileStore.OPEN_ATTEMPTS; attempt++) {
            ChannelFile file = tryOpen(context, name);
            if (file != null) {
                return file;
            }
        }
        throw StoreErrors.replacedTooOften(name);
    }

    /** Whether opening the file is as good as done; does not block. */
    boolean isKept(FileName name) {
        return cache.has(name);
    }

    /** How well the cache does on a disk with so much room. */
    StoreStats stats(OptionalLong freeBytes) {
        return new StoreStats(freeBytes, 0, cache.size(), hits.sum(), misses.sum());
    }

    void expire() {
        cache.expire(UNUSED);
    }

    void close() {
        cache.close();
    }

    private @Nullable ChannelFile tryOpen(Context context, FileName name) throws IOException {
        Optional<SharedChannel> kept = cache.find(name);
        SharedChannel shared = kept.isPresent() ? kept.get() : openNew(name);
        boolean current = false;
        try {
            Optional<Buffer> content = contentIfSmall(shared);
            current = shared.version().isStillAt(root.path(name));
            if (!current) {
                return null;
            }
            if (kept.isEmpty()) {
                misses.increment();
                cache.keep(name, shared);
            } else {
                hits.increment();
            }
            return new ChannelFile(context, shared, content);
        } finally {
            if (!current) {
                cache.forget(name, shared);
                ChannelCache.letGo(shared);
            }
        }
    }

    private SharedChannel openNew(FileName name) throws IOException {
        Path path = root.existing(name);
        FileVersion version = FileVersion.ofFile(path, name);
        FileInfo info = FileInfoReader.of(name, path, version);
        return new SharedChannel(path, version, info, FileChannel.open(path, StandardOpenOption.READ), blocks);
    }

    private static Optional<Buffer> contentIfSmall(SharedChannel file) throws IOException {
        return file.version().size() <= SMALL_BYTES ? Optional.of(file.content()) : Optional.empty();
    }
}
