package io.chunkgate.http;

import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.Conditions;
import io.chunkgate.http.message.EntityTag;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RangeHeader;
import io.chunkgate.http.message.Validators;
import io.chunkgate.io.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An existing file, and the status of its responses by the pure functions in the order of RFC 9110, section 13.2.2:
 * conditions, If-Range, Range. The tables of other servers' suites use it.
 *
 * @param etag in quotes, or null
 * @param modified as an HTTP-date, or null
 */
public record Served(long size, @Nullable String etag, @Nullable String modified) {
    /** A time long after the dates in the tables. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    public static Served ofSize(long size) {
        return new Served(size, "\"A\"", "Wed, 25 Jun 2014 17:12:18 GMT");
    }

    /** As {@link #respond}, for a GET. */
    public String get(String... lines) {
        return respond(HttpMethod.GET, lines);
    }

    /**
     * Evaluates a request.
     *
     * @param lines of the request's head, such as {@code Range: bytes=0-4}
     * @return {@code 200}, {@code 304}, {@code 412}, {@code 416}, or {@code 206} with the positions sent, first and last
     *     included, as in {@code 206 0-1,5-8}
     */
    String respond(HttpMethod method, String... lines) {
        Map<String, String> fields = fields(lines);
        Conditions conditions = new Conditions(
                fields.get("If-Match"),
                fields.get("If-Unmodified-Since"),
                fields.get("If-None-Match"),
                fields.get("If-Modified-Since"));
        return switch (Preconditions.evaluate(method, conditions, validators())) {
            case NOT_MODIFIED -> "304";
            case FAILED -> "412";
            case PROCEED -> method.equals(HttpMethod.GET) ? ranged(fields) : "200";
        };
    }

    private String ranged(Map<String, String> fields) {
        boolean current = Preconditions.ifRangeHolds(fields.get("If-Range"), validators(), NOW);
        String range = current ? fields.get("Range") : null;
        ByteRanges selected = RangeHeader.select(range, size, "text/plain");
        if (selected instanceof ByteRanges.Partial partial) {
            return "206 " + partial.ranges().stream().map(Served::shown).collect(Collectors.joining(","));
        }
        return selected instanceof ByteRanges.Whole ? "200" : "416";
    }

    private Validators validators() {
        Optional<Instant> time =
                Optional.ofNullable(modified).map(text -> HttpDates.parse(text).orElseThrow());
        return new Validators(etag == null ? null : EntityTag.of(etag), time.orElse(null));
    }

    private static String shown(ByteRange range) {
        return range.start() + "-" + (range.end() - 1);
    }

    private static Map<String, String> fields(String... lines) {
        return Stream.of(lines)
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(
                        line -> line[0], line -> line[1].trim(), (a, b) -> a + ", " + b, TreeMap::new));
    }
}
