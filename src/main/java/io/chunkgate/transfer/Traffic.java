package io.chunkgate.transfer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Counts the bytes of all transfers, running ones included, by listener and direction. Safe for any thread. */
public final class Traffic {
    /** The labels of a counter. */
    public record Key(String listener, Direction direction) {}

    private final Map<Key, LongAdder> counters = new ConcurrentHashMap<>();

    Traffic() {}

    /** Calls the consumer with each counter and its bytes. */
    public void forEach(BiConsumer<Key, Long> consumer) {
        counters.forEach((key, byteCount) -> consumer.accept(key, byteCount.sum()));
    }

    LongAdder counter(ClientId clientId, Direction direction) {
        return counters.computeIfAbsent(new Key(clientId.listener(), direction), key -> new LongAdder());
    }
}
