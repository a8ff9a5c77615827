package io.chunkgate.server.launch;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Returns memory to the system when clients hold little again after they held much. The serial collector shrinks the heap, and
 * frees direct memory, in full collections only, and an idle gateway has none.
 */
final class MemoryRelease {
    private static final long INTERVAL_MILLIS = 1000;
    /** More than this part of the budget is much. */
    private static final int PART_OF_LOAD = 2;
    /** Less than this part of the budget is little: a full collection would not stop many transfers. */
    private static final int PART_OF_REST = 16;

    private final MemoryBudget budget;
    private boolean loaded;

    private MemoryRelease(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Watches the budget of a Vert.x until that is closed. */
    static void watch(Vertx vertx) {
        MemoryRelease release = new MemoryRelease(MemoryBudget.of(vertx));
        vertx.setPeriodic(INTERVAL_MILLIS, timer -> release.check(vertx));
    }

    private void check(Vertx vertx) {
        if (budget.held() > budget.capacity() / PART_OF_LOAD) {
            loaded = true;
        } else if (loaded && budget.held() < budget.capacity() / PART_OF_REST) {
            loaded = false;
            collect(vertx);
        }
    }

    private static void collect(Vertx vertx) {
        Future<Void> collected = vertx.executeBlocking(() -> {
            BufferPool.of(vertx).dropUnused();
            System.gc();
            return null;
        });
        collected.onFailure(closed -> {}); // Vert.x was closed meanwhile.
    }
}
