package io.chunkgate.store.s3.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the blocks that were stored are the upload's bytes. Each epoch wrote on from a place where blocks of the epochs
 * before end; what those have from there on came too late or was written anew, and does not count. Where several blocks
 * of an epoch begin at the same place, the longest has the bytes of the others.
 */
public final class BlockList {
    private BlockList() {}

    /**
     * The blocks that count, without a gap from offset 0.
     *
     * @param blocks in any order, without those of pieces that were not kept
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

    /** How many bytes the blocks of a chain are. */
    public static long end(List<Block> chain) {
        return chain.isEmpty() ? 0 : chain.get(chain.size() - 1).end();
    }
}
