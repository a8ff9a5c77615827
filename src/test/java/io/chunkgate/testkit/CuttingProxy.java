package io.chunkgate.testkit;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/**
 * A network that breaks: cuts all connections at random positions of what goes through, every other time with a reset. The
 * positions come from a seed, so that they are the same in every run.
 */
public final class CuttingProxy extends Proxy {
    private final Queue<Long> cuts = new ArrayDeque<>();
    private int cutCount;
    private long passedBytes;

    /**
     * @param target    the port that connections are passed on to
     * @param cutCount  how often they are cut
     * @param byteCount within how many bytes, both directions together
     */
    public CuttingProxy(int target, int cutCount, long byteCount) {
        super(target);
        new Random(byteCount).longs(cutCount, 0, byteCount).sorted().forEach(cuts::add);
    }

    /** How often the connections were cut so far. */
    public synchronized int cutCount() {
        return cutCount;
    }

    @Override
    void passed(long byteCount) {
        if (isCutDue(byteCount)) {
            cutAll(cutCount() % 2 == 0);
        }
    }

    private synchronized boolean isCutDue(long byteCount) {
        passedBytes += byteCount;
        if (cuts.isEmpty() || passedBytes < cuts.element()) {
            return false;
        }
        cuts.remove();
        cutCount++;
        return true;
    }
}
