package io.chunkgate.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
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
    void sizes_areFormatted(long byteCount, String text) {
        assertThat(ByteSize.format(byteCount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048575, 1023.9 KiB",
        "1048576, 1.0 MiB",
        "5368709120, 5.0 GiB",
        "9223372036854775807, 7.9 EiB"
    })
    void formatFloor_neverRoundsUp(long byteCount, String text) {
        assertThat(ByteSize.formatFloor(byteCount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1KiB, 1024", "20MiB, 20971520", "10GiB, 10737418240", "999999TiB, 1099510528264372224"})
    void sizesWithUnit_areParsed(String text, long byteCount) {
        assertThat(ByteSize.parse(text)).hasValue(byteCount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 KiB", "1kib", "-1KiB", "1.5MiB", "1000000KiB", "1PiB"})
    void malformedSizes_areNotParsed(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
