package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
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
    void durations_areFormatted(long millis, String text) {
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"30s, PT30S", "30m, PT30M", "12h, PT12H", "90d, P90D"})
    void durationsWithUnit_areParsed(String text, Duration time) {
        assertThat(Durations.parse(text)).hasValue(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "30 s", "-1s", "1.5h", "1000000s", "1w"})
    void malformedDurations_areNotParsed(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
