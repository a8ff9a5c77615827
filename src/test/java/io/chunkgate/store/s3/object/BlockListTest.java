package io.chunkgate.store.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockListTest {
    private static Block block(long offset, int length, int epoch) {
        return new Block(offset, length, epoch, 0, "");
    }

    @Test
    void blocksOfOneWriter_areSorted() {
        Block first = block(0, 10, 1);
        Block second = block(10, 5, 1);
        assertThat(BlockList.of(List.of(second, first))).containsExactly(first, second);
        assertThat(BlockList.end(List.of(first, second))).isEqualTo(15);
        assertThat(BlockList.of(List.of())).isEmpty();
    }

    @Test
    void bytesAfterAGap_areNotValid() {
        assertThat(BlockList.of(List.of(block(0, 10, 1), block(20, 5, 1)))).containsExactly(block(0, 10, 1));
        assertThat(BlockList.of(List.of(block(10, 5, 1)))).isEmpty();
    }

    @Test
    void blockStoredAgain_replacesTheShorterOne() {
        assertThat(BlockList.of(List.of(block(0, 3, 1), block(0, 10, 1), block(10, 4, 1))))
                .containsExactly(block(0, 10, 1), block(10, 4, 1));
    }

    @Test
    void laterWriter_replacesTheLastShortBlock() {
        assertThat(BlockList.of(List.of(block(0, 10, 1), block(10, 2, 1), block(10, 9, 2))))
                .containsExactly(block(0, 10, 1), block(10, 9, 2));
    }

    @Test
    void lateBlocksOfAnEarlierWriter_areNotValid() {
        Block late = block(10, 10, 1);
        assertThat(BlockList.of(List.of(block(0, 10, 1), late, block(10, 4, 2))))
                .containsExactly(block(0, 10, 1), block(10, 4, 2));
        Block longer = block(0, 20, 1);
        assertThat(BlockList.of(List.of(block(0, 10, 1), longer, block(10, 4, 3))))
                .containsExactly(block(0, 10, 1), block(10, 4, 3));
    }

    @Test
    void blockOfAnEarlierWriter_isValid_withoutLaterBlocks() {
        assertThat(BlockList.of(List.of(block(0, 10, 1), block(10, 10, 1)))).hasSize(2);
    }
}
