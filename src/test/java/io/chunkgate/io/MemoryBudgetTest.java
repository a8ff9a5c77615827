package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);
    private final MemoryBudget.Share share = budget.open();
    private final MemoryBudget.Share other = budget.open();

    @Test
    void blocksOfAllDownloads_countTogether() {
        share.reserve(60);
        assertThat(other.hasRoom()).isTrue();
        other.reserve(40);
        assertThat(share.hasRoom()).isFalse();
    }

    @Test
    void presentBytes_areReservedBeyondTheBudget() {
        share.reserve(110);
        assertThat(budget.held()).isEqualTo(110);
        assertThat(budget.hasRoom()).isFalse();
        share.unreserve(11);
        assertThat(budget.hasRoom()).isTrue();
    }

    @Test
    void closedShare_releasesTheRest_once() {
        share.reserve(100);
        share.unreserve(30);
        share.close();
        share.close();
        other.reserve(99);
        assertThat(budget.hasRoom()).isTrue();
        other.reserve(1);
        assertThat(budget.hasRoom()).isFalse();
    }

    @Test
    void reservation_isRefusedAndCounted_whenTheBudgetHasNoRoom() {
        share.reserve(90);
        assertThat(other.tryReserve(11)).isFalse();
        assertThat(budget.refusals()).isEqualTo(1);
        assertThat(other.tryReserve(10)).isTrue();
        other.unreserve(10);
        assertThat(budget.held()).isEqualTo(90);
    }

    @Test
    void allowance_isNotCounted() {
        MemoryBudget.Share free = budget.open(16);
        share.reserve(100);
        assertThat(free.tryReserve(16)).isTrue();
        assertThat(free.tryReserve(1)).isFalse();
        free.close();
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void oneShare_reservesAQuarterAtMost() {
        assertThat(share.tryReserve(25)).isTrue();
        assertThat(share.tryReserve(1)).isFalse();
        assertThat(other.tryReserve(25)).isTrue();
    }

    @Test
    void waitingHolders_wakeInOrder_asSoonAsTheirBytesHaveRoom() {
        List<String> woken = new ArrayList<>();
        share.reserve(80);
        share.reserve(20);
        budget.whenRoom(90, () -> woken.add("first"));
        budget.whenRoom(11, () -> woken.add("second"));
        share.unreserve(80);
        assertThat(woken).isEmpty();
        share.unreserve(20);
        assertThat(woken).containsExactly("first");
    }

    @Test
    void oneRelease_wakesAllThatHaveRoomTogether_evenIfTheFirstGivesUp() {
        List<String> woken = new ArrayList<>();
        share.reserve(100);
        for (String name : List.of("gone", "second", "third")) {
            budget.whenRoom(40, () -> woken.add(name));
        }
        share.unreserve(100);
        assertThat(woken).containsExactly("gone", "second");
    }
}
