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
 * Keeps the files that are asked for again and again open. It holds a bounded number, and none that nobody asked for in
 * the last seconds, so that the space of a deleted file comes back. What it returns may be an old version: the caller
 * looks. Safe for any thread; what closes files blocks.
 */
final class ChannelCache {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelCache.class);

    private final int capacity;
    private final Map<FileName, SharedChannel> byName = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** @param capacity the most files that are kept open */
    ChannelCache(int capacity) {
        this.capacity = capacity;
    }

    /** The file that was last kept under the name, with the caller as a user. */
    synchronized Optional<SharedChannel> find(FileName name) {
        return Optional.ofNullable(byName.get(name)).filter(SharedChannel::retain);
    }

    synchronized int size() {
        return byName.size();
    }

    synchronized boolean has(FileName name) {
        return byName.containsKey(name);
    }

    /** Keeps a file, in place of what was kept under the name. */
    void keep(FileName name, SharedChannel file) {
        for (SharedChannel out : replace(name, file)) {
            letGo(out);
        }
    }

    /** Stops keeping a file that turned out to be an old version. */
    void forget(FileName name, SharedChannel file) {
        if (remove(name, file)) {
            letGo(file);
        }
    }

    /** Lets go of what nobody asked for within the time. */
    void expire(Duration unused) {
        for (SharedChannel out : takeUnused(System.nanoTime() - unused.toNanos())) {
            letGo(out);
        }
    }

    /** Lets go of everything, and keeps nothing from now on: a file whose opening was under way is its user's alone. */
    void close() {
        for (SharedChannel out : takeAll()) {
            letGo(out);
        }
    }

    private synchronized List<SharedChannel> replace(FileName name, SharedChannel file) {
        List<SharedChannel> out = new ArrayList<>();
        if (closed || !file.retain()) {
            return out;
        }
        SharedChannel before = byName.put(name, file);
        if (before != null) {
            out.add(before);
        }
        if (byName.size() > capacity) {
            out.add(byName.remove(byName.keySet().iterator().next()));
        }
        return out;
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

    private synchronized boolean remove(FileName name, SharedChannel file) {
        return byName.remove(name, file);
    }

    /** Takes a user away from a file, which is closed with its last. */
    static void letGo(SharedChannel file) {
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
