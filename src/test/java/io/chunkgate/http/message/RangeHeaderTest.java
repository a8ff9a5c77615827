package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.Served;
import io.chunkgate.io.ByteRange;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeHeaderTest {

    @Test
    void noRange_isTheWholeFile() {
        assertThat(RangeHeader.select(null, 10, "text/plain")).isEqualTo(new ByteRanges.Whole());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-499                       | 206 0-499
            bytes=500-999                     | 206 500-999
            bytes=-500                        | 206 9500-9999
            bytes=9500-                       | 206 9500-9999
            bytes=0-0,-1                      | 206 0-0,9999-9999
            bytes= 0-999, 4500-5499, -1000    | 206 0-999,4500-5499,9000-9999
            bytes=500-600,601-999             | 206 500-999
            bytes=500-700,601-999             | 206 500-999
            """)
    void theExamplesOfTheRfc(String range, String response) {
        assertThat(Served.ofSize(10_000).get("Range: " + range)).isEqualTo(response);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=-11                                            | 206 0-9
            bytes=-99999999999999999999                          | 206 0-9
            bytes=0-99999999999999999999                         | 206 0-9
            bytes=9-9223372036854775807                          | 206 9-9
            bytes=9-9223372036854775808                          | 206 9-9
            bytes=99999999999999999999-                          | 416
            bytes=99999999999999999999-999999999999999999999     | 416
            bytes=000000000000000000000000001-2                  | 206 1-2
            bytes=10-                                            | 416
            bytes=-0                                             | 416
            bytes=-0,10-                                         | 416
            bytes=-0,3-3                                         | 206 3-3
            BYTES=1-2                                            | 206 1-2
            Bytes=1-2                                            | 206 1-2
            bytes =1-2                                           | 200
            bytes:1-2                                            | 200
            bytes=1 - 2                                          | 200
            bytes=+1-2                                           | 200
            bytes=1-2;3-4                                        | 200
            bytes=1-2,,,4-5,                                     | 206 1-2,4-5
            bytes=1-2, bytes=4-5                                 | 200
            bytes=5-4                                            | 200
            bytes=0x1-2                                          | 200
            bytes=١-٢                                            | 200
            bytesx=1-2                                           | 200
            bytes                                                | 200
            """)
    void edges(String range, String response) {
        assertThat(Served.ofSize(10).get("Range: " + range)).isEqualTo(response);
    }

    @Test
    void tabsAreBlanks_butOtherControlCharactersAreNot() {
        assertThat(Served.ofSize(10).get("Range: bytes=\t1-2\t,\t4-5")).isEqualTo("206 1-2,4-5");
        assertThat(Served.ofSize(10).get("Range: bytes=1-2,\u000b4-5")).isEqualTo("200");
        assertThat(Served.ofSize(10).get("Range: bytes=1-2,\u00a04-5")).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-       | 200
            bytes=0-0      | 200
            bytes=-0       | 200
            bytes=-5       | 200
            bytes=0-,-5    | 200
            """)
    void emptyFile_isSentWhole(String range, String response) {
        assertThat(Served.ofSize(0).get("Range: " + range)).isEqualTo(response);
    }

    @Test
    void fileOfTheGreatestSize_hasALastByte() {
        assertThat(RangeHeader.select("bytes=-1", Long.MAX_VALUE, "text/plain"))
                .isEqualTo(new ByteRanges.Partial(List.of(new ByteRange(Long.MAX_VALUE - 1, 1))));
        assertThat(RangeHeader.select("bytes=0-", Long.MAX_VALUE, "text/plain"))
                .isEqualTo(new ByteRanges.Partial(List.of(new ByteRange(0, Long.MAX_VALUE))));
    }

    @Test
    void atMost64Ranges_areSent() {
        assertThat(Served.ofSize(100_000).get("Range: bytes=" + everyTenthByte(64)))
                .startsWith("206 ");
        assertThat(Served.ofSize(100_000).get("Range: bytes=" + everyTenthByte(65)))
                .isEqualTo("200");
    }

    @Test
    void responseLongerThanTheFileAnd4KiB_isTheWholeFile() {
        List<ByteRange> sixty =
                IntStream.range(0, 60).mapToObj(i -> new ByteRange(i * 10L, 1)).toList();
        long cgp = MultipartRanges.length("text/plain", 6000, sixty);
        assertThat(cgp).as("the frames of 60 bytes").isGreaterThan(4096 + 600);

        assertThat(Served.ofSize(cgp - 4096).get("Range: bytes=" + everyTenthByte(60)))
                .startsWith("206 ");
        assertThat(Served.ofSize(cgp - 4097).get("Range: bytes=" + everyTenthByte(60)))
                .isEqualTo("200");
    }

    private static String everyTenthByte(int count) {
        return IntStream.range(0, count).mapToObj(i -> i * 10 + "-" + i * 10).collect(Collectors.joining(","));
    }
}
