package io.chunkgate.transfer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** How many bytes went through each door in each direction, those of running transfers included. Safe for any thread. */
public final class Traffic {
    /** What is counted together. */
    public record Way(String listener, Direction direction) {}

    private final Map<Way, LongAdder> moved = new ConcurrentHashMap<>();

    Traffic() {}

    /** Calls for each way that was ever used, with the bytes that went it. */
    public void forEach(BiConsumer<Way, Long> reader) {
        moved.forEach((way, byteCount) -> reader.accept(way, byteCount.sum()));
    }

    LongAdder on(ClientId clientId, Direction direction) {
        return moved.computeIfAbsent(new Way(clientId.listener(), direction), way -> new LongAdder());
    }
}
