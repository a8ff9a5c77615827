package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lighttpd's tests ask (request.t, test_http_range.c, test_mod_staticfile.c), restated as facts.
 *
 * <p>Deviations from lighttpd's answers, each within RFC 9110:
 *
 * <ul>
 *   <li>{@code bytes=0--}, {@code bytes=-2-3}: lighttpd sends 416. Section 14.2 lets a server ignore or reject them: 200.
 *   <li>{@code bytes=0-1,3-4}: lighttpd also closes gaps shorter than a part's header, so that it sends 0-4. Section
 *       15.3.7.2 allows that, and does not ask it; here only what was asked for is sent.
 *   <li>More than ten ranges out of order: lighttpd leaves some out. All are sent here.
 *   <li>A second line of Range is ignored by lighttpd; both lines together are no valid value here: 200.
 * </ul>
 */
class LighttpdSuiteTest {
    private static final Served SIX_BYTES = Served.ofSize(6);
    private static final Served LARGE = Served.ofSize(10_000);
    private static final Served FILE = new Served(100, "\"123-45\"", "Thu, 01 Jan 2015 00:00:10 GMT");
    private static final String OLDER = "If-Modified-Since: Thu, 01 Jan 2015 00:00:09 GMT";
    private static final String SAME = "If-Modified-Since: Thu, 01 Jan 2015 00:00:10 GMT";
    private static final String NEWER = "If-Modified-Since: Thu, 01 Jan 2015 00:00:11 GMT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-3      | 206 0-3
            bytes=-3       | 206 3-5
            bytes=3-       | 206 3-5
            bytes=0-       | 206 0-5
            bytes=-0       | 416
            bytes=25-      | 416
            """)
    void ranges(String range, String answer) {
        assertThat(SIX_BYTES.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0--      | 200
            bytes=-2-3     | 200
            bytes=0-1,3-4  | 206 0-1,3-4
            """)
    void ranges_answeredOtherwiseThanByLighttpd(String range, String answer) {
        assertThat(SIX_BYTES.get("Range: " + range)).isEqualTo(answer);
    }

    @Test
    void twoLinesOfRange_areNoValidValue() {
        assertThat(SIX_BYTES.get("Range: 0", "Range: bytes=0-3")).isEqualTo("200");
        assertThat(SIX_BYTES.get("Range: bytes=0-3", "Range: 0")).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0-1,1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9,9-10,10-11,11-12  | 0-12
            1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9,0-1                   | 0-9
            9-10,8-9,7-8,6-7,5-6,4-5,3-4,2-3,1-2,0-1              | 0-10
            10-11,9-10,8-9,7-8,6-7,5-6,4-5,3-4,2-3,1-2,0-1        | 0-11
            1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9,9-10,10-11,11-12,0-1  | 0-12
            100-100,200-200,300-300,0-100                         | 0-100,200-200,300-300
            """)
    void chainsOfRanges_mergeInAnyOrder(String asked, String sent) {
        assertThat(LARGE.get("Range: bytes=" + asked)).isEqualTo("206 " + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foobar", "this string is too long to be a valid timestamp"})
    void invalidIfModifiedSince_isIgnored(String value) {
        assertThat(FILE.get("If-Modified-Since: " + value)).isEqualTo("200");
    }

    @Test
    void ifModifiedSince_countsInSecondsAndTakesNoAttribute() {
        assertThat(FILE.get(OLDER)).isEqualTo("200");
        assertThat(FILE.get(SAME)).isEqualTo("304");
        assertThat(FILE.get(NEWER)).isEqualTo("304");
        assertThat(FILE.get(NEWER + "; foo")).isEqualTo("200");
    }

    @Test
    void ifNoneMatch_makesIfModifiedSinceIgnored() {
        assertThat(FILE.get("If-None-Match: \"123-45\"", OLDER)).isEqualTo("304");
        assertThat(FILE.get("If-None-Match: \"123-45\"", SAME)).isEqualTo("304");
        assertThat(FILE.get("If-None-Match: \"123-45\"", SAME + " foo")).isEqualTo("304");
        assertThat(FILE.get("If-None-Match: foo", OLDER)).isEqualTo("200");
        assertThat(FILE.get("If-None-Match: foo", SAME)).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "123-45"             | 304
            "123-45              | 200
            123-45               | 200
            *                    | 304
            "*"                  | 200
            W/"123-45"           | 304
            "1", "123-45"        | 304
            """)
    void ifNoneMatch(String value, String answer) {
        assertThat(FILE.get("If-None-Match: " + value)).isEqualTo(answer);
    }

    @Test
    void ifNoneMatch_ofAFileWithoutTag_matchesNoTag() {
        Served bare = new Served(100, null, "Thu, 01 Jan 2015 00:00:10 GMT");

        assertThat(bare.get("If-None-Match: \"123-45\"")).isEqualTo("200");
    }
}
