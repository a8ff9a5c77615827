package io.chunkgate.testkit;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/**
 * A proxy that cuts all connections at random positions, every other time with a reset. The positions come from a fixed
 * seed.
 */
public final class CuttingProxy extends Proxy {
    private final Queue<Long> cuts = new ArrayDeque<>();
    private int cutCount;
    private long passedBytes;

    /**
     * @param target    the port of the server
     * @param cutCount  how often the connections are cut
     * @param byteCount within how many bytes, in both directions together
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
