package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the tests of Go's net/http ask of its file server (fs_test.go), restated as facts: requests for ranges of a file of
 * 11 bytes, and conditional requests for one of 8 bytes.
 *
 * <p>Deviations from Go's answers, each within RFC 9110:
 *
 * <ul>
 *   <li>{@code bytes=0-,1-,2-,3-,4-}: Go sends 200, for the sum exceeds the file. Overlaps are merged here, as section
 *       15.3.7.2 allows, so that one range is left and costs nothing: 206.
 *   <li>{@code bytes=--6} and the like: Go sends 416. Section 14.2 lets a server ignore or reject an invalid
 *       ranges-specifier; here all invalid syntax is ignored: 200.
 *   <li>{@code bytes=-0}: Go sends 206 without bytes. Section 14.1.2 says that a suffix of length 0 is unsatisfiable: 416.
 *   <li>An empty file: Go ignores Range. A range that begins at a position of it is unsatisfiable by section 14.1.2: 416.
 * </ul>
 */
class GoNetHttpSuiteTest {
    private static final Served ELEVEN_BYTES = Served.ofSize(11);
    private static final Served WITH_TAG = new Served(8, "\"A\"", null);
    private static final Served WITH_WEAK_TAG = new Served(8, "W/\"A\"", null);
    private static final Served WITH_TIME = new Served(8, null, "Wed, 25 Jun 2014 17:12:18 GMT");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-4                | 206 0-4
            bytes=2-                 | 206 2-10
            bytes=-5                 | 206 6-10
            bytes=3-7                | 206 3-7
            bytes=0-0,-2             | 206 0-0,9-10
            bytes=0-1,5-8            | 206 0-1,5-8
            bytes=0-1,5-             | 206 0-1,5-10
            bytes=5-1000             | 206 5-10
            bytes=0-9                | 206 0-9
            bytes=0-10               | 206 0-10
            bytes=0-11               | 206 0-10
            bytes=10-11              | 206 10-10
            bytes=10-                | 206 10-10
            bytes=11-                | 416
            bytes=11-12              | 416
            bytes=12-12              | 416
            bytes=11-100             | 416
            bytes=12-100             | 416
            bytes=100-               | 416
            bytes=100-1000           | 416
            bytes=                   | 200
            """)
    void ranges(String range, String answer) {
        assertThat(ELEVEN_BYTES.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-,1-,2-,3-,4-     | 206 0-10
            bytes=--6                | 200
            bytes=--0                | 200
            bytes=---0               | 200
            bytes=-6-                | 200
            bytes=-0                 | 416
            """)
    void ranges_answeredOtherwiseThanByGo(String range, String answer) {
        assertThat(ELEVEN_BYTES.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-128", "bytes=1-"})
    void rangesOfAnEmptyFile_areUnsatisfiable_whereGoIgnoresThem(String range) {
        assertThat(Served.ofSize(0).get("Range: " + range)).isEqualTo("416");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            If-None-Match: "A"              | 304
            If-None-Match: "baz", W/"A"     | 304
            If-None-Match: "a"              | 200
            If-None-Match: ,                | 200
            If-Match: "Z", "A"              | 200
            If-Match: *                     | 200
            If-Match: "B"                   | 412
            """)
    void conditionsOnTheTag(String condition, String answer) {
        assertThat(WITH_TAG.get(condition)).isEqualTo(answer);
        assertThat(WITH_TAG.answer(HttpMethod.HEAD, condition)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            If-None-Match: "baz", W/"A"     | 304
            If-Match: W/"A"                 | 412
            """)
    void conditionsOnAWeakTag(String condition, String answer) {
        assertThat(WITH_WEAK_TAG.get(condition)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            If-Modified-Since: Wed, 25 Jun 2014 17:12:18 GMT     | 304
            If-Unmodified-Since: Wed, 25 Jun 2014 17:12:18 GMT   | 200
            If-Unmodified-Since: Wed, 25 Jun 2014 17:12:16 GMT   | 412
            """)
    void conditionsOnTheTime(String condition, String answer) {
        assertThat(WITH_TIME.get(condition)).isEqualTo(answer);
    }

    @Test
    void ifModifiedSince_holdsBesideATagThatTheClientDidNotSend() {
        Served both = new Served(8, "\"foo\"", "Wed, 25 Jun 2014 17:12:18 GMT");

        assertThat(both.get("If-Modified-Since: Wed, 25 Jun 2014 17:12:18 GMT")).isEqualTo("304");
    }

    @Test
    void ifRange_honoursTheRangeOfTheSameVersionOnly() {
        assertThat(WITH_TAG.get("Range: bytes=0-4", "If-Range: \"A\"")).isEqualTo("206 0-4");
        assertThat(WITH_TAG.get("Range: bytes=0-4", "If-Range: \"B\"")).isEqualTo("200");
        assertThat(WITH_WEAK_TAG.get("Range: bytes=0-4", "If-Range: W/\"A\"")).isEqualTo("200");
        assertThat(WITH_TIME.get("Range: bytes=0-4", "If-Range: Wed, 25 Jun 2014 17:12:18 GMT"))
                .isEqualTo("206 0-4");
        assertThat(WITH_TIME.get("Range: bytes=0-4", "If-Range: Wed, 25 Jun 2014 17:12:19 GMT"))
                .isEqualTo("200");
    }

    @Test
    void headIgnoresRange() {
        assertThat(WITH_TAG.answer(HttpMethod.HEAD, "Range: bytes=0-4")).isEqualTo("200");
        assertThat(WITH_TAG.answer(HttpMethod.HEAD, "Range: bytes=10-20")).isEqualTo("200");
    }
}
