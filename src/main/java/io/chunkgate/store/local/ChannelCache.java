package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of open files, least recently used first out. A file that was not used for some seconds is evicted, so that the
 * space of a deleted file is freed. A cached file can be an old version; the caller checks it. Safe for any thread; methods
 * that close files block.
 */
final class ChannelCache {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelCache.class);

    private final int capacity;
    private final Map<FileName, SharedChannel> byName = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** @param capacity of open files */
    ChannelCache(int capacity) {
        this.capacity = capacity;
    }

    /** The cached file of a name, retained for the caller. */
    synchronized Optional<SharedChannel> find(FileName name) {
        return Optional.ofNullable(byName.get(name)).filter(SharedChannel::retain);
    }

    synchronized int size() {
        return byName.size();
    }

    synchronized boolean has(FileName name) {
        return byName.containsKey(name);
    }

    /** Caches a file, in place of another one of the name. */
    void put(FileName name, SharedChannel file) {
        replace(name, file).forEach(ChannelCache::release);
    }

    /** Evicts a file that is an old version. */
    void remove(FileName name, SharedChannel file) {
        boolean removed;
        synchronized (this) {
            removed = byName.remove(name, file);
        }
        if (removed) {
            release(file);
        }
    }

    /** Evicts the files that were not used for that time. */
    void expire(Duration unused) {
        takeUnused(System.nanoTime() - unused.toNanos()).forEach(ChannelCache::release);
    }

    /** Evicts all files and caches no more; a file that is being opened then belongs to its user alone. */
    void close() {
        takeAll().forEach(ChannelCache::release);
    }

    private synchronized List<SharedChannel> replace(FileName name, SharedChannel file) {
        List<SharedChannel> evicted = new ArrayList<>();
        if (closed || !file.retain()) {
            return evicted;
        }
        SharedChannel before = byName.put(name, file);
        if (before != null) {
            evicted.add(before);
        }
        if (byName.size() > capacity) {
            evicted.add(byName.remove(byName.keySet().iterator().next()));
        }
        return evicted;
    }

    private synchronized List<SharedChannel> takeUnused(long nanoTime) {
        List<SharedChannel> unused = byName.values().stream()
                .filter(file -> file.isUnusedSince(nanoTime))
                .toList();
        byName.values().removeAll(unused);
        return unused;
    }

    private synchronized List<SharedChannel> takeAll() {
        closed = true;
        List<SharedChannel> all = List.copyOf(byName.values());
        byName.clear();
        return all;
    }

    /** Removes a user of a file; closes the file with its last user. */
    static void release(SharedChannel file) {
        if (!file.release()) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Cannot close {}", file.path(), e);
        }
    }
}
