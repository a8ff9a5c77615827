package io.chunkgate.http.message;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads Accept-Encoding (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {
    /** Of the plain file where nothing is said of it: acceptable, and any coding that is asked for goes before it. */
    private static final int LEAST = 1;

    private AcceptEncoding() {}

    /**
     * The codings that the client accepts, best first: by weight, then as {@link ContentCoding} orders them. Without the
     * field that is the plain file alone: section 12.5.3 would allow any, but such a client seldom knows one.
     *
     * @return possibly empty: where the plain file is refused and nothing else is accepted
     */
    public static List<ContentCoding> acceptable(@Nullable String field) {
        List<WeightedValue> sent = field == null ? List.of() : WeightedValue.parseAll(field);
        return Stream.of(ContentCoding.values())
                .filter(coding -> weight(coding, sent) > 0)
                .sorted(Comparator.comparingInt((ContentCoding coding) -> -weight(coding, sent)))
                .toList();
    }

    /** The codings that the client likes better than the plain file, best first; none without the field. */
    public static List<ContentCoding> preferredToPlain(@Nullable String field) {
        return field == null
                ? List.of()
                : acceptable(field).stream()
                        .takeWhile(coding -> coding != ContentCoding.IDENTITY)
                        .toList();
    }

    private static int weight(ContentCoding coding, List<WeightedValue> sent) {
        OptionalInt own = weight(coding.token(), sent);
        if (own.isEmpty() && coding == ContentCoding.GZIP) {
            own = weight("x-gzip", sent);
        }
        if (own.isPresent()) {
            return own.getAsInt();
        }
        return weight("*", sent).orElse(coding == ContentCoding.IDENTITY ? LEAST : 0);
    }

    private static OptionalInt weight(String token, List<WeightedValue> sent) {
        return sent.stream()
                .filter(value -> value.value().equals(token))
                .mapToInt(WeightedValue::weight)
                .findFirst();
    }
}
