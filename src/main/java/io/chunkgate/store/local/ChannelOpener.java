package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreStats;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Opens files as channels, through a cache. The version is checked after the content of a small file was read, so that both
 * belong to the version that the name leads to now. Everything here blocks, except {@link #isCached}.
 */
final class ChannelOpener {
    /** How long an unused file stays open. */
    static final Duration UNUSED = Duration.ofSeconds(5);

    private static final int CAPACITY = 512;
    private static final long SMALL_BYTES = 64 * 1024;

    private final StoreRoot root;
    private final ChannelCache cache = new ChannelCache(CAPACITY);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    ChannelOpener(StoreRoot root) {
        this.root = root;
    }

    /** Opens a file; the caller closes it. */
    SharedAsyncFile open(Context context, FileName name) throws IOException {
        for (int attempt = 1; attempt <= LocalFileStore.OPEN_ATTEMPTS; attempt++) {
            SharedAsyncFile file = tryOpen(context, name, attempt == LocalFileStore.OPEN_ATTEMPTS);
            if (file != null) {
                return file;
            }
        }
        throw StoreErrors.replacedTooOften(name);
    }

    /** Whether the file is open, so that opening it takes little time; does not block. */
    boolean isCached(FileName name) {
        return cache.has(name);
    }

    /**
     * @param freeBytes  on the disk of the store
     * @param freeInodes on that disk, if it is known
     */
    StoreStats stats(OptionalLong freeBytes, OptionalLong freeInodes, StoreStats.Uploads uploads) {
        return new StoreStats(
                freeBytes, freeInodes, Optional.of(uploads), 0, cache.size(), hits.sum(), misses.sum(), Map.of());
    }

    void expire() {
        cache.expire(UNUSED);
    }

    void close() {
        cache.close();
    }

    /** @param mayGrow whether a file that became longer meanwhile is opened with the length that it had */
    private @Nullable SharedAsyncFile tryOpen(Context context, FileName name, boolean mayGrow) throws IOException {
        Optional<SharedChannel> cached = cache.find(name);
        if (cached.isPresent() && cached.get().isPlaced()) {
            return counted(use(context, cached.get(), cached.get().path(), mayGrow), hits);
        }
        cached.ifPresent(ChannelCache::release);
        root.requirePresent();
        try (OpenFolder folder = root.folderOf(name)) {
            return tryOpen(context, name, folder, mayGrow);
        }
    }

    private @Nullable SharedAsyncFile tryOpen(Context context, FileName name, OpenFolder folder, boolean mayGrow)
            throws IOException {
        Optional<SharedChannel> cached = cache.find(name);
        SharedChannel shared = cached.isPresent() ? cached.get() : openNew(name, folder);
        SharedAsyncFile file = use(context, shared, folder.entry(name.lastSegment()), mayGrow);
        if (file != null) {
            shared.placed();
        }
        if (file != null && cached.isEmpty()) {
            cache.put(name, shared);
        }
        return counted(file, cached.isPresent() ? hits : misses);
    }

    private static @Nullable SharedAsyncFile counted(@Nullable SharedAsyncFile file, LongAdder counter) {
        if (file != null) {
            counter.increment();
        }
        return file;
    }

    /**
     * Takes an open file if it is the current version; else evicts and releases it, and returns null.
     *
     * @param path of the file. In a folder that is not open it can lead anywhere, and then to another version
     */
    private @Nullable SharedAsyncFile use(Context context, SharedChannel shared, Path path, boolean mayGrow)
            throws IOException {
        boolean opened = false;
        try {
            Optional<Buffer> content = contentIfSmall(shared);
            boolean isWhole = content.isPresent()
                    ? content.get().length() == shared.version().size()
                    : shared.sample().isWhole();
            boolean isCurrent = shared.version().isStillAt(path)
                    || (mayGrow && shared.version().hasGrownAt(path));
            if (!isCurrent) {
                return null;
            }
            requireWhole(isWhole, shared);
            opened = true;
            return new SharedAsyncFile(context, shared, content);
        } finally {
            if (!opened) {
                cache.remove(shared.info().name(), shared);
                ChannelCache.release(shared);
            }
        }
    }

    private SharedChannel openNew(FileName name, OpenFolder folder) throws IOException {
        Path path = folder.entry(name.lastSegment());
        FileVersion version = root.version(path, name);
        FileInfo info = FileInfoReader.of(name, path, version);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new SharedChannel(folder.place().resolve(name.lastSegment()), version, info, channel);
    }

    /** The files of {@code /proc} and {@code /sys}, and of some network file systems, have sizes that are not true. */
    private static void requireWhole(boolean isWhole, SharedChannel file) {
        if (!isWhole) {
            throw new StoreException(
                    ErrorCode.DATA_LOSS,
                    "'" + file.info().name()
                            + "': the bytes that can be read are not as many as its size says (expected: "
                            + file.version().size() + ")");
        }
    }

    private static Optional<Buffer> contentIfSmall(SharedChannel file) throws IOException {
        return file.version().size() <= SMALL_BYTES ? Optional.of(file.content()) : Optional.empty();
    }
}
