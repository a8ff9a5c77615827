package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);
    private final MemoryBudget.Share share = budget.open();
    private final MemoryBudget.Share other = budget.open();

    @Test
    void blocksOfAllDownloads_countTogether() {
        share.hold(60);
        assertThat(other.hasRoom()).isTrue();
        other.hold(40);
        assertThat(share.hasRoom()).isFalse();
    }

    @Test
    void block_isHeldUntilItsLastByteIsReleased() {
        share.hold(100);
        share.hold(10);
        share.release(99);
        assertThat(budget.hasRoom()).isFalse();
        share.release(6);
        assertThat(budget.hasRoom()).isTrue();
    }

    @Test
    void closedShare_releasesTheRest_once() {
        share.hold(100);
        share.release(30);
        share.close();
        share.close();
        other.hold(99);
        assertThat(budget.hasRoom()).isTrue();
        other.hold(1);
        assertThat(budget.hasRoom()).isFalse();
    }
}
