package io.chunkgate.http.message;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads Accept-Encoding (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {
    /** The weight of the plain file if the header does not name it: acceptable, after every coding that is named. */
    private static final int MIN_WEIGHT = 1;

    private AcceptEncoding() {}

    /**
     * The codings that the client accepts, best first: by weight, then in the order of {@link ContentCoding}. Without the
     * field only the plain file: section 12.5.3 allows any coding, but such clients seldom support one.
     *
     * @return empty if the client refuses the plain file and accepts nothing else
     */
    static List<ContentCoding> acceptable(@Nullable String field) {
        List<WeightedValue> accepted = field == null ? List.of() : WeightedValue.parseAll(field);
        return Stream.of(ContentCoding.values())
                .filter(coding -> weight(coding, accepted) > 0)
                .sorted(Comparator.comparingInt((ContentCoding coding) -> -weight(coding, accepted)))
                .toList();
    }

    /** The codings that the client prefers to the plain file, best first; none without the field. */
    public static List<ContentCoding> preferredToPlain(@Nullable String field) {
        return field == null
                ? List.of()
                : acceptable(field).stream()
                        .takeWhile(coding -> coding != ContentCoding.IDENTITY)
                        .toList();
    }

    private static int weight(ContentCoding coding, List<WeightedValue> accepted) {
        OptionalInt own = weight(coding.token(), accepted);
        if (own.isEmpty() && coding == ContentCoding.GZIP) {
            own = weight("x-gzip", accepted);
        }
        if (own.isPresent()) {
            return own.getAsInt();
        }
        return weight("*", accepted).orElse(coding == ContentCoding.IDENTITY ? MIN_WEIGHT : 0);
    }

    private static OptionalInt weight(String token, List<WeightedValue> accepted) {
        return accepted.stream()
                .filter(value -> value.value().equals(token))
                .mapToInt(WeightedValue::weight)
                .findFirst();
    }
}
