package io.chunkgate.server.launch;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Returns memory to the system when clients hold little again after they held much, and when the old generation has grown. The
 * serial collector shrinks the heap in full collections only. An idle gateway has none, and from Java 22 on a busy one has the
 * first when the heap cannot grow any more.
 */
final class MemoryRelease {
    private static final long INTERVAL_MILLIS = 1000;
    /** More than this part of the budget is much. */
    private static final int PART_OF_LOAD = 2;
    /** Less than this part of the budget is little: a full collection would not stop many transfers. */
    private static final int PART_OF_REST = 16;
    /** The old generation may grow by this part of the maximum heap. */
    private static final int PART_OF_INCREASE = 8;

    private final MemoryBudget budget;
    private final LongSupplier increase;
    private final long maxIncrease;
    private final Supplier<Future<Void>> collect;
    private boolean loaded;
    private Future<Void> collected = Future.succeededFuture();

    /**
     * @param increase    of the old generation, in bytes
     * @param maxIncrease in bytes
     */
    MemoryRelease(MemoryBudget budget, LongSupplier increase, long maxIncrease, Supplier<Future<Void>> collect) {
        this.budget = budget;
        this.increase = increase;
        this.maxIncrease = maxIncrease;
        this.collect = collect;
    }

    /** Watches the budget of a Vert.x until that is closed. */
    static void watch(Vertx vertx) {
        long maxIncrease = Runtime.getRuntime().maxMemory() / PART_OF_INCREASE;
        MemoryRelease release =
                new MemoryRelease(MemoryBudget.of(vertx), oldGeneration(), maxIncrease, () -> collect(vertx));
        vertx.setPeriodic(INTERVAL_MILLIS, timer -> release.check());
    }

    void check() {
        if (budget.held() > budget.capacity() / PART_OF_LOAD) {
            loaded = true;
        }
        boolean isIdleAgain = loaded && budget.held() < budget.capacity() / PART_OF_REST;
        if (collected.isComplete() && (isIdleAgain || increase.getAsLong() > maxIncrease)) {
            loaded = false;
            collected = collect.get();
        }
    }

    /** Its bytes beyond those that the last full collection left; 0 with another collector than the serial one. */
    private static LongSupplier oldGeneration() {
        Optional<MemoryPoolMXBean> tenured = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst();
        return () -> tenured.map(pool ->
                        pool.getUsage().getUsed() - pool.getCollectionUsage().getUsed())
                .orElse(0L);
    }

    private static Future<Void> collect(Vertx vertx) {
        Future<Void> collected = vertx.executeBlocking(() -> {
            BufferPool.of(vertx).dropUnused();
            System.gc();
            return null;
        });
        return collected.otherwiseEmpty(); // Vert.x was closed meanwhile.
    }
}
