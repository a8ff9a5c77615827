package io.chunkgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the tests of the npm packages send (test/send.js) and range-parser (test/range-parser.js) ask, restated as facts.
 *
 * <p>Deviations from their answers, each within RFC 9110:
 *
 * <ul>
 *   <li>{@code bytes=1-1,3-}: send answers 200, having no multipart; here it is 206.
 *   <li>A list with valid and invalid members: range-parser drops the invalid ones. By section 14.1.1 one invalid member
 *       makes all invalid, and section 14.2 lets a server ignore that: 200.
 *   <li>{@code bytes=500-20} of 200 bytes: range-parser says unsatisfiable. By section 14.1.1 it is invalid: 200.
 * </ul>
 */
class NpmSendSuiteTest {
    private static final Served NINE_BYTES = new Served(9, "W/\"9-1\"", "Fri, 01 May 2015 10:00:00 GMT");
    private static final Served STRONG = new Served(9, "\"9-1\"", "Fri, 01 May 2015 10:00:00 GMT");
    private static final String RANGE = "Range: bytes=0-0";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bytes=0-4      | 206 0-4
            items=0-4      | 200
            bytes=0-0      | 206 0-0
            bytes=2-5      | 206 2-5
            bytes=-3       | 206 6-8
            bytes=3-       | 206 3-8
            bytes=2-50     | 206 2-8
            bytes=9-50     | 416
            asdf           | 200
            bytes=1-2,3-5  | 206 1-5
            bytes=1-1,3-   | 206 1-1,3-8
            """)
    void send_ranges(String range, String answer) {
        assertThat(NINE_BYTES.get("Range: " + range)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            If-Match: *                                          | 200
            If-Match:  "foo",, "bar" ,                           | 412
            If-Match: "foo", "bar", "9-1"                        | 200
            If-Modified-Since: Fri, 01 May 2015 10:00:00 GMT     | 304
            If-Modified-Since: Fri, 01 May 2015 09:59:00 GMT     | 200
            If-None-Match: "9-1"                                 | 304
            If-None-Match: "123"                                 | 200
            If-Unmodified-Since: Fri, 01 May 2015 10:00:00 GMT   | 200
            If-Unmodified-Since: Fri, 01 May 2015 09:59:00 GMT   | 412
            If-Unmodified-Since: foo                             | 200
            """)
    void send_conditions(String condition, String answer) {
        assertThat(STRONG.get(condition)).isEqualTo(answer);
    }

    @Test
    void send_ifRange() {
        assertThat(STRONG.get(RANGE, "If-Range: \"9-1\"")).isEqualTo("206 0-0");
        assertThat(STRONG.get(RANGE, "If-Range: \"09-1\"")).isEqualTo("200");
        assertThat(STRONG.get(RANGE, "If-Range: Fri, 01 May 2015 10:00:00 GMT")).isEqualTo("206 0-0");
        assertThat(STRONG.get(RANGE, "If-Range: Fri, 01 May 2015 09:59:40 GMT")).isEqualTo("200");
        assertThat(STRONG.get(RANGE, "If-Range: foo")).isEqualTo("200");
    }

    /** The package compares its weak tags as if they were strong; section 13.1.5 forbids it. */
    @Test
    void send_ifRangeWithItsWeakTag_doesNotHold() {
        assertThat(NINE_BYTES.get(RANGE, "If-Range: W/\"9-1\"")).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "bytes=100200", "bytes=,100200", "malformed", "bytes=x-100", "bytes=100-x", "bytes=--100",
                "bytes=100--200", "bytes=-", "bytes= - ", "bytes=", "bytes=,", "bytes= , , ", "bytes=100-200-300",
                "bytes=-100-150", "bytes=01a-150", "bytes=100-15b0", "bytes=y-v,x-", "bytes=x-,y-,z-", "items=0-5"
            })
    void rangeParser_malformed(String range) {
        assertThat(Served.ofSize(200).get("Range: " + range)).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=500-20",
                "bytes=abc-def,500-999",
                "bytes=500-999,xyz-uvw",
                "bytes=100-199,x-",
                "bytes=x-,0-100,y-"
            })
    void rangeParser_partlyInvalid_isIgnored_whereThePackageKeepsTheRest(String range) {
        assertThat(Served.ofSize(200).get("Range: " + range)).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            200  | bytes=500-600                              | 416
            200  | bytes=500-600,601-700                      | 416
            200  | bytes=500-999,1000-1499                    | 416
            200  | bytes=0-499                                | 206 0-199
            1000 | bytes=40-80                                | 206 40-80
            1000 | bytes=-400                                 | 206 600-999
            1000 | bytes=400-                                 | 206 400-999
            1000 | bytes=0-                                   | 206 0-999
            1000 | bytes=-1                                   | 206 999-999
            1000 | bytes=40-80,81-90,-1                       | 206 40-90,999-999
            200  | bytes=0-499,1000-,500-999                  | 206 0-199
            1000 | bytes=   40-80 , 81-90 , -1                | 206 40-90,999-999
            1000 | bytes= , 0-10                              | 206 0-10
            150  | bytes=0-4,90-99,5-75,100-199,101-102       | 206 0-75,90-149
            150  | bytes=-1,20-100,0-1,101-120                | 206 149-149,20-120,0-1
            """)
    void rangeParser_combined(long size, String range, String answer) {
        assertThat(Served.ofSize(size).get("Range: " + range)).isEqualTo(answer);
    }
}
