package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One member of a Range field, independent of the size of a file (RFC 9110, section 14.1.2). */
public sealed interface RangeSpec {
    Pattern FIELD = Pattern.compile("[ \\t]*bytes=(?<set>.*)", Pattern.CASE_INSENSITIVE);
    Pattern MEMBER = Pattern.compile("(?<first>\\d*)-(?<last>\\d*)");

    /** From one position to another, both included; {@link Long#MAX_VALUE} for an open end. */
    record Interval(long first, long last) implements RangeSpec {
        @Override
        public Optional<ByteRange> within(long size) {
            if (first >= size) {
                return Optional.empty();
            }
            return Optional.of(new ByteRange(first, Math.min(last, size - 1) - first + 1));
        }
    }

    /** This many bytes at the end. */
    record Suffix(long length) implements RangeSpec {
        @Override
        public Optional<ByteRange> within(long size) {
            long available = Math.min(length, size);
            return available == 0 ? Optional.empty() : Optional.of(new ByteRange(size - available, available));
        }
    }

    /** The range within a file of that size, at least one byte; empty if the file has none of the bytes. */
    Optional<ByteRange> within(long size);

    /**
     * Parses the value of a Range field. Numbers beyond {@code long} are clamped: no file is longer.
     *
     * @return at least one member in the order of the request; empty if the unit is not bytes or any member is malformed
     *     (section 14.1.1)
     */
    static Optional<List<RangeSpec>> parseAll(String value) {
        Matcher field = FIELD.matcher(value);
        List<Optional<RangeSpec>> specs = field.matches()
                ? FieldLists.members(field.group("set")).stream()
                        .map(RangeSpec::parse)
                        .toList()
                : List.of();
        return specs.isEmpty() || specs.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(specs.stream().map(Optional::orElseThrow).toList());
    }

    private static Optional<RangeSpec> parse(String text) {
        Matcher member = MEMBER.matcher(text);
        if (!member.matches() || text.equals("-")) {
            return Optional.empty();
        }
        String lastDigits = member.group("last");
        long last = lastDigits.isEmpty() ? Long.MAX_VALUE : clampedNumber(lastDigits);
        if (member.group("first").isEmpty()) {
            return Optional.of(new Suffix(last));
        }
        long first = clampedNumber(member.group("first"));
        return first <= last ? Optional.of(new Interval(first, last)) : Optional.empty();
    }

    private static long clampedNumber(String digits) {
        return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }
}
