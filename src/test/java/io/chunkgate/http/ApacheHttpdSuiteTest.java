package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Apache's httpd-tests ask (byterange.t to byterange7.t, maxranges.t), restated as facts about files of 8,000 and
 * 40,000 bytes.
 *
 * <p>Deviations from httpd's answers, each within RFC 9110, whose section 14.2 lets a server ignore any Range:
 *
 * <ul>
 *   <li>100 ranges that stay apart: httpd counts to 200 as sent, here it is 64 after merging: 200.
 *   <li>Hundreds of ranges that merge into two: httpd counts before merging and sends 200. They cost no more than two, so
 *       that it is 206 here.
 * </ul>
 */
class ApacheHttpdSuiteTest {
    private static final Served FILE = Served.ofSize(8000);
    private static final Served LONG_FILE = Served.ofSize(40_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0-100,70-100,1000-1001            | 0-100,1000-1001
            0-90,70-100,1000-1001             | 0-100,1000-1001
            0-70,70-100,1000-1001             | 0-100,1000-1001
            1-100,70-100,1000-1001            | 1-100,1000-1001
            0-100,70-100,1000-1001,5-6        | 0-100,1000-1001
            1-70,71-100,1000-1001             | 1-100,1000-1001
            1-70,69-100,1000-1001             | 1-100,1000-1001
            1-70,0-100,1000-1001              | 0-100,1000-1001
            0-70,72-100,1000-1001             | 0-70,72-100,1000-1001
            0-100,0-101,1000-1001             | 0-101,1000-1001
            0-100,1-99,1000-1001              | 0-100,1000-1001
            0-100,50-101,1000-1001            | 0-101,1000-1001
            1-10,0-13,99-99                   | 0-13,99-99
            1-10,2-11,99-99                   | 1-11,99-99
            0-11,1-10,99-99                   | 0-11,99-99
            10-20,1-9,99-99                   | 1-20,99-99
            10-20,1-21,99-99                  | 1-21,99-99
            5-10,11-12,99-99                  | 5-12,99-99
            5-10,1-4,99-99                    | 1-10,99-99
            5-10,1-3,99-99                    | 5-10,1-3,99-99
            0-1,-1                            | 0-1,7999-7999
            """)
    void overlappingAndAdjacentRanges_areMerged(String asked, String sent) {
        assertThat(FILE.get("Range: bytes=" + asked)).isEqualTo("206 " + sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0-1,1000-1001                     | 0-1,1000-1001
            1000-1100,100-200                 | 1000-1100,100-200
            1000-1100,100-200,2000-2200       | 1000-1100,100-200,2000-2200
            1000-1100,100-200,2000-           | 1000-1100,100-200,2000-7999
            3000-,100-200,2000-2200           | 3000-7999,100-200,2000-2200
            """)
    void rangesInAnyOrder_keepIt(String asked, String sent) {
        assertThat(FILE.get("Range: bytes=" + asked)).isEqualTo("206 " + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "7-1", "foo", "1-4,x", "1-4,5-2", "100000-110000,5-2", "100000-110000,2000-1000"})
    void invalidRanges_areIgnored_withAndWithoutTheUnit(String invalid) {
        assertThat(LONG_FILE.get("Range: bytes=" + invalid)).isEqualTo("200");
        assertThat(LONG_FILE.get("Range: " + invalid)).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=100000-110000               | 416
            bytes=100000-110000,200000-       | 416
            bytes=1000-200000                 | 206 1000-39999
            bytes=100000-110000,1000-2000     | 206 1000-2000
            """)
    void rangesPartlyOrWhollyBehindTheEnd(String range, String answer) {
        assertThat(LONG_FILE.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 50})
    void manyShortRanges_areSent(int count) {
        String asked = shortRanges(count);

        assertThat(LONG_FILE.get("Range: bytes=" + asked)).isEqualTo("206 " + asked);
    }

    @Test
    void moreThan64Ranges_areIgnored_whereApacheSendsThem() {
        assertThat(LONG_FILE.get("Range: bytes=" + shortRanges(100))).isEqualTo("200");
    }

    @Test
    void hundredsOfRangesThatMergeIntoTwo_areSent_whereApacheIgnoresThem() {
        String asked = "0-1,3-4,0-1,3-4,".repeat(51);

        assertThat(FILE.get("Range: bytes=" + asked)).isEqualTo("206 0-1,3-4");
    }

    /** byterange.t walks through a file with ranges that overlap by a byte; byterange4.t asks around buffer ends. */
    @Test
    void everyPairOfPositionsNearBoundaries_isSentExactly() {
        int[] positions = {0, 1, 2, 198, 199, 200, 201, 598, 599, 600, 601, 7798, 7799, 7800, 7801, 7998, 7999};
        for (int first : positions) {
            IntStream.of(positions).filter(last -> last >= first).forEach(last -> assertThat(
                            FILE.get("Range: bytes=" + first + "-" + last))
                    .isEqualTo("206 " + first + "-" + last));
        }
    }

    private static String shortRanges(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 100 + "-" + (i * 100 + 1))
                .collect(Collectors.joining(","));
    }
}
