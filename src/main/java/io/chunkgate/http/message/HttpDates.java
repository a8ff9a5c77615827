package io.chunkgate.http.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP dates (RFC 9110, section 5.6.7): parsed in all three formats, written in the preferred one, in whole seconds.
 *
 * <p>The weekday must exist but need not match the date: ignoring an If-Unmodified-Since with a wrong weekday would perform
 * a change that the client forbids.
 */
public final class HttpDates {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> WEEKDAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private static final String SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
    private static final Pattern IMF_FIXDATE =
            Pattern.compile(SHORT_DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT");
    private static final Pattern RFC_850 =
            Pattern.compile(LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " GMT");
    private static final Pattern ASCTIME =
            Pattern.compile(SHORT_DAY + " " + MONTH + " (?<day>\\d\\d| \\d) " + TIME + " (?<year>\\d{4})");

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private HttpDates() {}

    /** As {@link #parse(String, Instant)}, at the current time. */
    public static Optional<Instant> parse(String text) {
        return parse(text, Instant.now());
    }

    /**
     * Parses a date in any of the three formats.
     *
     * @param now decides the century of a two-digit year
     * @return the date, or empty if the text is not an HTTP-date or the day or time does not exist
     */
    static Optional<Instant> parse(String text, Instant now) {
        for (Pattern format : List.of(IMF_FIXDATE, ASCTIME, RFC_850)) {
            Matcher date = format.matcher(text);
            if (date.matches()) {
                return format.equals(RFC_850) ? instantOfShortYear(date, now) : instant(date, number(date, "year"));
            }
        }
        return Optional.empty();
    }

    /** Such as {@code Sun, 06 Nov 1994 08:49:37 GMT}; the fraction of the second is dropped. */
    public static String format(Instant instant) {
        Instant bounded = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        LocalDateTime time = LocalDateTime.ofInstant(bounded, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        text.append(WEEKDAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        appendTwoDigits(text, time.getDayOfMonth()).append(' ');
        text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
        appendTwoDigits(text, time.getYear() / 100);
        appendTwoDigits(text, time.getYear() % 100).append(' ');
        appendTwoDigits(text, time.getHour()).append(':');
        appendTwoDigits(text, time.getMinute()).append(':');
        return appendTwoDigits(text, time.getSecond()).append(" GMT").toString();
    }

    /** More than 50 years ahead means the most recent past year with the same two digits. */
    private static Optional<Instant> instantOfShortYear(Matcher date, Instant now) {
        LocalDateTime present = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        int year = present.getYear() / 100 * 100 + number(date, "year");
        Instant latest = present.plusYears(50).toInstant(ZoneOffset.UTC);
        Optional<Instant> sameCentury = instant(date, year);
        boolean tooFarAhead = sameCentury.map(i -> i.isAfter(latest)).orElse(year > present.getYear() + 50);
        return tooFarAhead ? instant(date, year - 100) : sameCentury;
    }

    private static Optional<Instant> instant(Matcher date, int year) {
        int second = number(date, "second");
        if (second > 60) {
            return Optional.empty();
        }
        try {
            int month = MONTHS.indexOf(date.group("month")) + 1;
            LocalDateTime minute =
                    LocalDateTime.of(year, month, number(date, "day"), number(date, "hour"), number(date, "minute"));
            // The grammar allows a leap second, 60: it is the first second of the next minute.
            return Optional.of(minute.plusSeconds(second).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher date, String field) {
        return Integer.parseInt(date.group(field).trim());
    }

    private static StringBuilder appendTwoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
