package io.chunkgate.store.s3.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Selects the valid blocks of an upload from the stored ones. Each epoch continues at the end of a block of an earlier epoch;
 * the blocks that earlier epochs have from there on are late or superseded, and are not valid. Of several blocks of one
 * epoch that begin at the same offset, the longest includes the bytes of the others.
 */
public final class BlockList {
    private BlockList() {}

    /**
     * The valid blocks, without a gap from offset 0.
     *
     * @param blocks in any order, without those of staged writes that were not committed
     */
    public static List<Block> of(Collection<Block> blocks) {
        NavigableMap<Integer, NavigableMap<Long, List<Block>>> epochs = new TreeMap<>();
        for (Block block : blocks) {
            epochs.computeIfAbsent(block.epoch(), epoch -> new TreeMap<>())
                    .computeIfAbsent(block.offset(), offset -> new ArrayList<>())
                    .add(block);
        }
        List<Block> chain = new ArrayList<>();
        epochs.forEach((epoch, own) -> append(chain, own, startOfLater(epochs, epoch)));
        return chain;
    }

    private static long startOfLater(NavigableMap<Integer, NavigableMap<Long, List<Block>>> epochs, int epoch) {
        return epochs.tailMap(epoch, false).values().stream()
                .mapToLong(NavigableMap::firstKey)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static void append(List<Block> chain, Map<Long, List<Block>> own, long limit) {
        Block next = longest(own, end(chain), limit);
        while (next != null) {
            chain.add(next);
            next = longest(own, next.end(), limit);
        }
    }

    private static @Nullable Block longest(Map<Long, List<Block>> own, long offset, long limit) {
        Block longest = null;
        for (Block block : own.getOrDefault(offset, List.of())) {
            if (block.end() <= limit && (longest == null || block.length() > longest.length())) {
                longest = block;
            }
        }
        return longest;
    }

    /** How many bytes a list of valid blocks has. */
    public static long end(List<Block> chain) {
        return chain.isEmpty() ? 0 : chain.get(chain.size() - 1).end();
    }
}
