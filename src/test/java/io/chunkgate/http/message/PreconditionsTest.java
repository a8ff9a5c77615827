package io.chunkgate.http.message;

import static io.chunkgate.http.message.Preconditions.Outcome.FAILED;
import static io.chunkgate.http.message.Preconditions.Outcome.NOT_MODIFIED;
import static io.chunkgate.http.message.Preconditions.Outcome.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.Served;
import io.chunkgate.http.message.Preconditions.Outcome;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
    private static final Instant MODIFIED = Instant.parse("2015-01-01T00:00:10.7Z");
    private static final String BEFORE = "Thu, 01 Jan 2015 00:00:09 GMT";
    private static final String SAME = "Thu, 01 Jan 2015 00:00:10 GMT";
    private static final String AFTER = "Thu, 01 Jan 2015 00:00:11 GMT";
    private static final Validators CURRENT = new Validators(EntityTag.of("\"v1\""), MODIFIED);
    private static final Validators WEAK = new Validators(EntityTag.of("W/\"v1\""), MODIFIED);
    private static final Validators RAW = new Validators(null, null);

    private static Outcome evaluate(String method, Conditions conditions, @Nullable Validators current) {
        return Preconditions.evaluate(HttpMethod.valueOf(method), conditions, current);
    }

    private static Conditions ifMatch(String value) {
        return new Conditions(value, null, null, null);
    }

    private static Conditions ifNoneMatch(String value) {
        return new Conditions(null, null, value, null);
    }

    private static Conditions ifModifiedSince(String value) {
        return new Conditions(null, null, null, value);
    }

    private static Conditions ifUnmodifiedSince(String value) {
        return new Conditions(null, value, null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
    void withoutConditions_everythingProceeds(String method) {
        Conditions none = new Conditions(null, null, null, null);

        assertThat(evaluate(method, none, CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate(method, none, null)).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void ifMatch_needsAStrongMatch(String method) {
        assertThat(evaluate(method, ifMatch("\"v0\", \"v1\""), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate(method, ifMatch("\"v0\""), CURRENT)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch("W/\"v1\""), CURRENT)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch("W/\"v1\""), WEAK)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch("\"v1\""), WEAK)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch("\"v1\""), RAW)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch("v1"), CURRENT)).isEqualTo(FAILED);
        assertThat(evaluate(method, ifMatch(""), CURRENT)).isEqualTo(FAILED);
    }

    @Test
    void ifMatchStar_needsAnExistingRepresentation() {
        assertThat(evaluate("PUT", ifMatch("*"), RAW)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifMatch("*"), null)).isEqualTo(FAILED);
        assertThat(evaluate("PUT", ifMatch("\"v1\""), null)).isEqualTo(FAILED);
    }

    @Test
    void ifNoneMatch_comparesWeakly_andMeans304ForReadsAnd412ForChanges() {
        for (String value : new String[] {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
            assertThat(evaluate("GET", ifNoneMatch(value), CURRENT)).isEqualTo(NOT_MODIFIED);
            assertThat(evaluate("HEAD", ifNoneMatch(value), WEAK)).isEqualTo(NOT_MODIFIED);
            assertThat(evaluate("PUT", ifNoneMatch(value), CURRENT)).isEqualTo(FAILED);
            assertThat(evaluate("DELETE", ifNoneMatch(value), CURRENT)).isEqualTo(FAILED);
        }
        assertThat(evaluate("GET", ifNoneMatch("\"v0\""), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifNoneMatch("\"v0\""), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("GET", ifNoneMatch("\"v1\""), RAW)).isEqualTo(PROCEED);
    }

    @Test
    void ifNoneMatchStar_holdsForANewNameOnly() {
        assertThat(evaluate("PUT", ifNoneMatch("*"), null)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifNoneMatch("*"), RAW)).isEqualTo(FAILED);
        assertThat(evaluate("GET", ifNoneMatch("*"), RAW)).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void missingFile_proceedsForReadsAndDeletes_regardlessOfConditions() {
        for (String method : new String[] {"GET", "HEAD", "DELETE"}) {
            assertThat(evaluate(method, ifMatch("\"v1\""), null)).isEqualTo(PROCEED);
            assertThat(evaluate(method, ifMatch("*"), null)).isEqualTo(PROCEED);
            assertThat(evaluate(method, ifUnmodifiedSince(BEFORE), null)).isEqualTo(PROCEED);
        }
    }

    @Test
    void ifModifiedSince_comparesWholeSeconds_andCountsForReadsOnly() {
        assertThat(evaluate("GET", ifModifiedSince(BEFORE), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("GET", ifModifiedSince(SAME), CURRENT)).isEqualTo(NOT_MODIFIED);
        assertThat(evaluate("HEAD", ifModifiedSince(AFTER), CURRENT)).isEqualTo(NOT_MODIFIED);
        assertThat(evaluate("PUT", ifModifiedSince(SAME), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("DELETE", ifModifiedSince(SAME), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("GET", ifModifiedSince(SAME), RAW)).isEqualTo(PROCEED);
    }

    @Test
    void ifUnmodifiedSince_comparesWholeSeconds() {
        assertThat(evaluate("PUT", ifUnmodifiedSince(BEFORE), CURRENT)).isEqualTo(FAILED);
        assertThat(evaluate("GET", ifUnmodifiedSince(BEFORE), CURRENT)).isEqualTo(FAILED);
        assertThat(evaluate("PUT", ifUnmodifiedSince(SAME), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifUnmodifiedSince(AFTER), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifUnmodifiedSince(BEFORE), RAW)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifUnmodifiedSince(BEFORE), null)).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo", "0", SAME + "; foo", SAME + ", " + SAME, "2015-01-01T00:00:10Z"})
    void invalidDates_areIgnored(String date) {
        assertThat(evaluate("GET", ifModifiedSince(date), CURRENT)).isEqualTo(PROCEED);
        assertThat(evaluate("PUT", ifUnmodifiedSince(date), CURRENT)).isEqualTo(PROCEED);
    }

    /** Section 13.2.2: each row is If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since; - for an absent one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
            "v1" | Thu, 01 Jan 2015 00:00:09 GMT | -    | -                             | PROCEED
            "v0" | Thu, 01 Jan 2015 00:00:10 GMT | "v1" | Thu, 01 Jan 2015 00:00:10 GMT | FAILED
            "v1" | -                             | "v1" | -                             | NOT_MODIFIED
            -    | Thu, 01 Jan 2015 00:00:09 GMT | "v1" | -                             | FAILED
            -    | Thu, 01 Jan 2015 00:00:10 GMT | "v1" | -                             | NOT_MODIFIED
            -    | -                             | "v0" | Thu, 01 Jan 2015 00:00:10 GMT | PROCEED
            -    | -                             | "v1" | Thu, 01 Jan 2015 00:00:09 GMT | NOT_MODIFIED
            "v1" | -                             | -    | Thu, 01 Jan 2015 00:00:10 GMT | NOT_MODIFIED
            -    | Thu, 01 Jan 2015 00:00:10 GMT | -    | Thu, 01 Jan 2015 00:00:10 GMT | NOT_MODIFIED
            """)
    void conditionsTogether_areTakenInOrder(
            @Nullable String ifMatch,
            @Nullable String ifUnmodified,
            @Nullable String ifNoneMatch,
            @Nullable String ifModified,
            Outcome outcome) {
        Conditions sent = new Conditions(ifMatch, ifUnmodified, ifNoneMatch, ifModified);

        assertThat(evaluate("GET", sent, CURRENT)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "v1"                            | true
            "v0"                            | false
            W/"v1"                          | false
            "v1", "v0"                      | false
            v1                              | false
            *                               | false
            ``                              | false
            Thu, 01 Jan 2015 00:00:10 GMT   | true
            Thursday, 01-Jan-15 00:00:10 GMT| true
            Thu, 01 Jan 2015 00:00:09 GMT   | false
            Thu, 01 Jan 2015 00:00:11 GMT   | false
            Thu, 01 Jan 2015 00:00:10       | false
            """)
    void ifRange_holdsForTheSameVersionOnly(String value, boolean holds) {
        assertThat(Preconditions.ifRangeHolds(value, CURRENT, Served.NOW)).isEqualTo(holds);
    }

    @Test
    void ifRange_absentOrWithoutValidator() {
        assertThat(Preconditions.ifRangeHolds(null, CURRENT, Served.NOW)).isTrue();
        assertThat(Preconditions.ifRangeHolds("\"v1\"", RAW, Served.NOW)).isFalse();
        assertThat(Preconditions.ifRangeHolds(SAME, RAW, Served.NOW)).isFalse();
        assertThat(Preconditions.ifRangeHolds("\"v1\"", WEAK, Served.NOW)).isFalse();
    }

    @Test
    void ifRangeDate_isStrongOnlyOnceItsSecondIsOver() {
        assertThat(Preconditions.ifRangeHolds(SAME, CURRENT, Instant.parse("2015-01-01T00:00:10.999Z")))
                .isFalse();
        assertThat(Preconditions.ifRangeHolds(SAME, CURRENT, Instant.parse("2015-01-01T00:00:11Z")))
                .isTrue();
        assertThat(Preconditions.ifRangeHolds(SAME, CURRENT, Instant.parse("2014-12-31T00:00:00Z")))
                .as("a file from the future")
                .isFalse();
    }
}
