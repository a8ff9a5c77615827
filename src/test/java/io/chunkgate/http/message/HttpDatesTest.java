package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDatesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Sun, 06 Nov 1994 08:49:37 GMT        | 1994-11-06T08:49:37Z
            Sunday, 06-Nov-94 08:49:37 GMT       | 1994-11-06T08:49:37Z
            Sun Nov  6 08:49:37 1994             | 1994-11-06T08:49:37Z
            Sun Nov 16 08:49:37 1994             | 1994-11-16T08:49:37Z
            Thu, 01 Jan 1970 00:00:00 GMT        | 1970-01-01T00:00:00Z
            Mon, 29 Feb 2016 00:00:00 GMT        | 2016-02-29T00:00:00Z
            Sat, 31 Dec 2016 23:59:60 GMT        | 2017-01-01T00:00:00Z
            Fri, 31 Dec 9999 23:59:59 GMT        | 9999-12-31T23:59:59Z
            Mon, 06 Nov 1994 08:49:37 GMT        | 1994-11-06T08:49:37Z
            """)
    void allThreeForms_areRead(String text, Instant instant) {
        assertThat(HttpDates.parse(text, NOW)).hasValue(instant);
    }

    /** Beyond 50 years ahead of 2026-03-01T12:00 is the past. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Sunday, 01-Mar-76 12:00:00 GMT       | 2076-03-01T12:00:00Z
            Monday, 01-Mar-76 12:00:01 GMT       | 1976-03-01T12:00:01Z
            Tuesday, 01-Jan-77 00:00:00 GMT      | 1977-01-01T00:00:00Z
            Friday, 31-Dec-99 23:59:59 GMT       | 1999-12-31T23:59:59Z
            Saturday, 01-Jan-00 00:00:00 GMT     | 2000-01-01T00:00:00Z
            Sunday, 01-Mar-26 12:00:00 GMT       | 2026-03-01T12:00:00Z
            """)
    void yearsOfTwoDigits_areAtMost50YearsAhead(String text, Instant instant) {
        assertThat(HttpDates.parse(text, NOW)).hasValue(instant);
    }

    /** 2100 is not a leap year, 2000 is; the current time decides between them. */
    @Test
    void leapDayOfTheYear00_dependsOnTheCentury() {
        String leapDay = "Tuesday, 29-Feb-00 00:00:00 GMT";

        assertThat(HttpDates.parse(leapDay, NOW)).hasValue(Instant.parse("2000-02-29T00:00:00Z"));
        assertThat(HttpDates.parse(leapDay, Instant.parse("2126-01-01T00:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "foo",
                "1994-11-06T08:49:37Z",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Sun, 06 NOV 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT; length=3",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                "06 Nov 1994 08:49:37 GMT",
                "Xxx, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Xxx 1994 08:49:37 GMT",
                "Sun, 31 Nov 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Wed, 29 Feb 2017 00:00:00 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nov 1994 8:49:37 GMT",
                "Sun,  06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08:49:37 1994 GMT",
                "Sun Nov 06 08:49:37 94",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, ٠٦ Nov 1994 08:49:37 GMT"
            })
    void everythingElse_isNoDate(String text) {
        assertThat(HttpDates.parse(text, NOW)).isEmpty();
    }

    @Test
    void format_isThePreferredForm_withoutTheFraction() {
        assertThat(HttpDates.format(Instant.parse("1994-11-06T08:49:37.999999999Z")))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void format_ofTimesOutsideFourDigitYears_isTheNearestThatFits() {
        assertThat(HttpDates.format(Instant.MAX)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(HttpDates.format(Instant.MIN)).isEqualTo("Sat, 01 Jan 0000 00:00:00 GMT");
    }

    @Test
    void format_agreesWithTheLibrary_andIsReadBack() {
        DateTimeFormatter library = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(11);
        for (int i = 0; i < 5000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 250_000_000_000L));

            assertThat(HttpDates.format(instant)).isEqualTo(library.format(instant));
            assertThat(HttpDates.parse(HttpDates.format(instant), NOW)).hasValue(instant);
        }
    }
}
