package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What nginx-tests ask (range.t, range_if_range.t, not_modified.t), restated as facts about a file of 1000 bytes.
 *
 * <p>Deviations from nginx's answers, each within RFC 9110:
 *
 * <ul>
 *   <li>Bad syntax ({@code bytes=alpha}, {@code bytes=10}): nginx sends 416. Section 14.2 lets a server ignore or reject it;
 *       here it is ignored: 200.
 *   <li>{@code bytes=0-10001, 0-0}: nginx sends 200, for the sum exceeds the file. Overlaps are merged here (section
 *       15.3.7.2), so that the answer is the file once: 206.
 *   <li>{@code bytes=0-9, -10, 10-19}: nginx sends three parts. Adjacent ranges are merged here, so that it is two.
 * </ul>
 */
class NginxSuiteTest {
    private static final Served FILE = new Served(1000, "\"5a-1\"", "Mon, 28 Sep 1970 06:00:00 GMT");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-8                | 206 0-8
            bytes=-10                | 206 990-999
            bytes=990-               | 206 990-999
            bytes=990-1990           | 206 990-999
            bytes=0-9, -10           | 206 0-9,990-999
            bytes=0-9, -10, 100000-  | 206 0-9,990-999
            bytes=100000-            | 416
            bytes=0-10001            | 206 0-999
            """)
    void ranges(String range, String answer) {
        assertThat(FILE.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=alpha                       | 200
            bytes=10-alpha                    | 200
            bytes=10                          | 200
            bytes=10-11 12-                   | 200
            bytes=0-10001, 0-0                | 206 0-999
            bytes=0-9, -10, 10-19             | 206 0-19,990-999
            bytes=0-9, -10, 100000-, 10-19    | 206 0-19,990-999
            """)
    void ranges_answeredOtherwiseThanByNginx(String range, String answer) {
        assertThat(FILE.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            wrong                             | 200
            Mon, 28 Sep 1970 06:00:00 GMT     | 206 0-9
            """)
    void ifRange(String ifRange, String answer) {
        assertThat(FILE.get("Range: bytes=0-9", "If-Range: " + ifRange)).isEqualTo(answer);
    }

    @Test
    void ifRange_withoutAnyValidatorOfTheFile_doesNotHold() {
        Served bare = new Served(1000, null, null);

        assertThat(bare.get("Range: bytes=0-9", "If-Range: wrong")).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "'Wed, 08 Jul 2037 22:53:52 GMT'",
        "'Tue, 19 Jan 2038 03:14:07 GMT'",
        "'Tue, 19 Jan 2038 03:14:08 GMT'",
        "'Fri, 25 Feb 2174 09:42:23 GMT'"
    })
    void ifModifiedSince_beyond32Bits_isADateLikeAnyOther(String date) {
        assertThat(FILE.get("If-Modified-Since: " + date)).isEqualTo("304");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            If-None-Match: "5a-1"                          | 304
            If-None-Match: "foo"                           | 200
            If-None-Match: "foo", "bar", "5a-1" , "baz"    | 304
            If-None-Match: *                               | 304
            If-None-Match: W/"5a-1"                        | 304
            If-Match: "5a-1"                               | 200
            If-Match: "foo"                                | 412
            If-Match: *                                    | 200
            If-Match: W/"5a-1"                             | 412
            """)
    void conditions(String condition, String answer) {
        assertThat(FILE.get(condition)).isEqualTo(answer);
    }

    @Test
    void ifMatch_withATabInItsList_isRead() {
        assertThat(FILE.get("If-Match: \"foo\", \"bar\", \t\"5a-1\" , \"baz\"")).isEqualTo("200");
    }
}
