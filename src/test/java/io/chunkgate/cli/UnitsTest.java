package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "100000000, 95.4 MiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8.0 EiB"
    })
    void sizes_areReadable(long byteCount, String text) {
        assertThat(Units.size(byteCount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "250, 0.3 s",
        "9900, 9.9 s",
        "10000, 10 s",
        "59999, 59 s",
        "200000, 3 min 20 s",
        "7500000, 2 h 5 min"
    })
    void times_areReadable(long millis, String text) {
        assertThat(Units.time(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
