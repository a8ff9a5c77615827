package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteRangeTest {

    @Test
    void end_isExclusive() {
        assertThat(new ByteRange(5, 3).end()).isEqualTo(8);
        assertThat(new ByteRange(5, 0).end()).isEqualTo(5);
        assertThat(new ByteRange(1, Long.MAX_VALUE - 1).end()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void negativeStart_isRejectedWithTheValue() {
        assertThatThrownBy(() -> new ByteRange(-1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("start: -1 (expected: >= 0)");
    }

    @Test
    void negativeLength_isRejectedWithTheValue() {
        assertThatThrownBy(() -> new ByteRange(2, -7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length: -7");
    }

    @Test
    void endBeyondLong_isRejected() {
        assertThatThrownBy(() -> new ByteRange(2, Long.MAX_VALUE - 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
