package io.chunkgate.http.upload.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.BadHeaderException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialPutRangeTest {
    @Test
    void rangeInTheMiddle_isParsed() {
        PartialPutRange range = PartialPutRange.parse("bytes 10-19/30").orElseThrow();
        assertThat(range).isEqualTo(new PartialPutRange(10, 20, OptionalLong.of(30)));
        assertThat(range.length()).isEqualTo(10);
    }

    @Test
    void unit_isCaseInsensitive() {
        assertThat(PartialPutRange.parse("Bytes  20-29/30")).contains(new PartialPutRange(20, 30, OptionalLong.of(30)));
    }

    @Test
    void totalMayBeUnknown() {
        PartialPutRange range = PartialPutRange.parse("bytes 0-0/*").orElseThrow();
        assertThat(range.total()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 0-9",
                "bytes 5-4/10",
                "bytes 0-10/10",
                "bytes */10",
                "lines 0-9/10",
                "bytes=0-9/10",
                "bytes -1-9/10",
                "bytes 0-99999999999999999999/*",
                "bytes 0-9/10, bytes 10-19/30"
            })
    void anythingElse_isRefused(String header) {
        assertThatThrownBy(() -> PartialPutRange.parse(header))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageContaining("expected: bytes first-last/total");
    }
}
