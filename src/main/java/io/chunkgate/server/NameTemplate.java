package io.chunkgate.server;

import io.chunkgate.config.ConfigException;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names files that come without one. In the configured text, {@code {id}} stands for a random id, and any other pair of
 * braces for the time in UTC in a pattern of {@link DateTimeFormatter}, such as {@code {yyyyMMdd-HHmmss}}.
 */
public final class NameTemplate {
    private static final Pattern FIELD = Pattern.compile("\\{([^{}]+)}");
    private static final int ID_DIGITS = 12;

    private final List<Function<TemporalAccessor, String>> parts;

    private NameTemplate(List<Function<TemporalAccessor, String>> parts) {
        this.parts = parts;
    }

    /**
     * @param setting the key that holds the text, for messages
     * @param text    the template
     * @throws ConfigException when the text is no template, or what it makes is not the name of a file
     */
    public static NameTemplate parse(String setting, String text) {
        try {
            NameTemplate template = new NameTemplate(partsOf(text));
            template.render(Instant.now());
            return template;
        } catch (IllegalArgumentException | DateTimeException | StoreException e) {
            throw new ConfigException(setting + ": '" + text
                    + "' (expected: a name with {id} and times such as {yyyyMMdd-HHmmss}; " + e.getMessage() + ")");
        }
    }

    /** A new name. */
    public FileName render(Instant now) {
        TemporalAccessor time = now.atZone(ZoneOffset.UTC);
        return FileName.of(parts.stream().map(part -> part.apply(time)).collect(Collectors.joining()));
    }

    private static List<Function<TemporalAccessor, String>> partsOf(String text) {
        List<Function<TemporalAccessor, String>> parts = new ArrayList<>();
        Matcher field = FIELD.matcher(text);
        int position = 0;
        while (field.find()) {
            parts.add(literal(text.substring(position, field.start())));
            parts.add(fieldOf(field.group(1)));
            position = field.end();
        }
        parts.add(literal(text.substring(position)));
        return parts;
    }

    private static Function<TemporalAccessor, String> literal(String text) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException("a brace has no partner");
        }
        return time -> text;
    }

    private static Function<TemporalAccessor, String> fieldOf(String field) {
        return field.equals("id") ? time -> randomId() : DateTimeFormatter.ofPattern(field, Locale.ROOT)::format;
    }

    private static String randomId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), ID_DIGITS);
    }
}
