package io.chunkgate.http.message;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Simple header values: byte counts, and booleans of structured fields (RFC 9651). */
public final class HeaderValues {
    /** Every number of this many digits fits a {@code long}; structured integers have at most fifteen. */
    private static final int MAX_DIGITS = 18;

    private static final Pattern DIGITS = Pattern.compile("\\d{1," + MAX_DIGITS + "}");

    private static final Pattern ITEM = Pattern.compile("(?<item>[^;]*+)" + DictionaryField.PARAMETERS);

    private HeaderValues() {}

    /** An item of a structured field without its parameters, which are ignored (RFC 9651, section 3.1.2). */
    public static String withoutParameters(String value) {
        String item = value.trim();
        Matcher matcher = ITEM.matcher(item);
        return matcher.matches() ? matcher.group("item") : item;
    }

    /**
     * The value of a header that has one value; null if the request lacks it. It may be repeated if the values are the same.
     *
     * @throws BadHeaderException for lines with different values: they may be read differently by another server
     */
    public static @Nullable String single(MultiMap headers, String name) {
        List<String> lines = headers.getAll(name);
        if (lines.stream().map(FieldLists::trim).distinct().count() > 1) {
            throw new BadHeaderException(name, String.join("', '", lines), "one value");
        }
        return lines.isEmpty() ? null : lines.get(0);
    }

    /**
     * A byte count, at least 0; empty if the request lacks the header.
     *
     * @throws BadHeaderException for any other value
     */
    public static OptionalLong count(MultiMap headers, String name) {
        String value = single(headers, name);
        if (value == null) {
            return OptionalLong.empty();
        }
        String digits = withoutParameters(value);
        if (!DIGITS.matcher(digits).matches()) {
            throw new BadHeaderException(name, value, "a non-negative integer of at most " + MAX_DIGITS + " digits");
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    /**
     * A boolean, {@code ?1} or {@code ?0}; empty if the request lacks the header.
     *
     * @throws BadHeaderException for any other value: ignoring it could publish an incomplete file
     */
    public static Optional<Boolean> flag(MultiMap headers, String name) {
        String value = single(headers, name);
        if (value == null) {
            return Optional.empty();
        }
        return switch (withoutParameters(value)) {
            case "?1" -> Optional.of(true);
            case "?0" -> Optional.of(false);
            default -> throw new BadHeaderException(name, value, "?0 or ?1");
        };
    }

    public static String flag(boolean value) {
        return value ? "?1" : "?0";
    }
}
