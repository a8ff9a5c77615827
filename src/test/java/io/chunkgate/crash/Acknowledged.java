package io.chunkgate.crash;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the gateway said that it has, up to the moment when it was killed. */
final class Acknowledged {
    /** Contents that are published under a name of their own, by that name. */
    final Map<String, Content> files = new ConcurrentHashMap<>();
    /** Numbers of contents that came over TCP, whose names the gateway chose. */
    final Set<Long> raw = ConcurrentHashMap.newKeySet();
    /** Uploads that are not published yet, by their path. */
    final Map<String, Unfinished> unfinished = new ConcurrentHashMap<>();
    /** The last number under the name that is replaced again and again; numbers there only grow. */
    final AtomicLong replaced = new AtomicLong(-1);

    /** Whether there is anything. */
    boolean isSomething() {
        return !files.isEmpty() || !raw.isEmpty();
    }

    /** @param offset every byte below was acknowledged */
    record Unfinished(String name, Content content, int offset) {}
}
