package io.chunkgate.crash;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the gateway acknowledged before it was killed. */
final class Acknowledged {
    /** Published contents by name, each with its own name. */
    final Map<String, Content> files = new ConcurrentHashMap<>();
    /** Numbers of contents that were uploaded over TCP; the gateway chose their names. */
    final Set<Long> raw = ConcurrentHashMap.newKeySet();
    /** Unpublished uploads by path. */
    final Map<String, Unfinished> unfinished = new ConcurrentHashMap<>();
    /** The last number under the name that is replaced repeatedly; numbers increase. */
    final AtomicLong replaced = new AtomicLong(-1);

    /** What was acknowledged until now. */
    Acknowledged copy() {
        Acknowledged copy = new Acknowledged();
        copy.files.putAll(files);
        copy.raw.addAll(raw);
        copy.unfinished.putAll(unfinished);
        copy.replaced.set(replaced.get());
        return copy;
    }

    /** Whether anything was acknowledged. */
    boolean isSomething() {
        return !files.isEmpty() || !raw.isEmpty();
    }

    /** @param offset every byte before it was acknowledged */
    record Unfinished(String name, Content content, int offset) {}
}
