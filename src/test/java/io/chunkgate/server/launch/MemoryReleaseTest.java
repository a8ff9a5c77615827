package io.chunkgate.server.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReleaseTest {
    private static final int CAPACITY = 1600;
    private static final long MAX_INCREASE = 1000;

    private long increase;
    private final MemoryBudget budget = new MemoryBudget(CAPACITY);
    /** One share may hold a quarter of the budget. */
    private final List<MemoryBudget.Share> shares = List.of(budget.open(), budget.open(), budget.open());

    private int collections;
    private Future<Void> collection = Future.succeededFuture();
    private final MemoryRelease release = new MemoryRelease(budget, () -> increase, MAX_INCREASE, this::collect);

    private Future<Void> collect() {
        collections++;
        return collection;
    }

    @Test
    void memoryThatWasHeld_isReleasedOnce_whenLittleIsHeld() {
        release.check();
        shares.forEach(share -> assertThat(share.tryReserve(CAPACITY / 4)).isTrue());
        release.check();
        assertThat(collections).isZero();
        shares.forEach(MemoryBudget.Share::close);
        release.check();
        release.check();
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void oldGenerationThatHasGrown_isCollected() {
        increase = MAX_INCREASE;
        release.check();
        assertThat(collections).isZero();
        increase = MAX_INCREASE + 1;
        release.check();
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void collectionThatRuns_isNotFollowedByAnother() {
        Promise<Void> running = Promise.promise();
        collection = running.future();
        increase = MAX_INCREASE + 1;
        release.check();
        release.check();
        assertThat(collections).isEqualTo(1);
        running.complete();
        release.check();
        assertThat(collections).isEqualTo(2);
    }
}
