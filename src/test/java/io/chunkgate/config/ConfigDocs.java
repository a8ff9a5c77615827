package io.chunkgate.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Generates the documentation of the configuration from the Javadoc and the defaults of its records. */
final class ConfigDocs {
    /** Contains the table of all keys. */
    static final Path TABLE = Path.of("docs", "configuration.md");

    static final Path SHIPPED_FILE = Path.of("conf", "chunkgate.json");

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "chunkgate", "config");
    private static final Pattern JAVADOC =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public record", Pattern.DOTALL);
    private static final Pattern TABLE_ROW = Pattern.compile("\\| `\\w+\\.\\w+` \\| .*");
    private static final String HEADER =
            """
            // The configuration of chunkgate: every setting with its default. A key that is left out has its default.
            //
            // This file is overridden by the environment (CHUNKGATE_HTTP_PORT=8081), and that by the command line
            // (--http-port 8081, or --set http.port=8081 for any key). Sizes are in bytes, times in milliseconds.
            {
            """;
    private static final int LINE_LENGTH = 120;

    private final JsonObject defaults = GatewayConfig.defaults().toJson();

    /** A section: its description, and those of its keys. */
    private record Section(String name, String description, Map<String, String> keys) {}

    /** The rows of the table, in the order of the sections. */
    List<String> tableRows() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Section section : sections()) {
            section.keys()
                    .forEach((key, text) ->
                            rows.add("| `" + section.name() + "." + key + "` | `" + value(section.name(), key) + "` | "
                                    + reload(section.name() + "." + key) + " | " + text + " |"));
        }
        return rows;
    }

    /** Whether SIGHUP applies a new value. */
    private static String reload(String key) {
        return LiveConfig.reloadableKeys().contains(key) ? "yes" : "";
    }

    /** The rows that the document has. */
    static List<String> documentedRows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> TABLE_ROW.matcher(line).matches())
                .toList();
    }

    /** The content of {@code conf/chunkgate.json}. */
    String shippedFile() throws IOException {
        return HEADER + sections().stream().map(this::shippedSection).collect(Collectors.joining(",\n\n")) + "\n}\n";
    }

    /** Writes both files. */
    void write() throws IOException {
        Files.writeString(SHIPPED_FILE, shippedFile());
        List<String> rows = tableRows();
        List<String> lines = new ArrayList<>(Files.readAllLines(TABLE));
        int first = lines.indexOf(documentedRows().get(0));
        lines.removeIf(line -> TABLE_ROW.matcher(line).matches());
        lines.addAll(first, rows);
        Files.write(TABLE, lines);
    }

    private String shippedSection(Section section) {
        String keys = section.keys().entrySet().stream()
                .map(key -> comment("    // ", key.getValue()) + "    \"" + key.getKey() + "\": "
                        + value(section.name(), key.getKey()))
                .collect(Collectors.joining(",\n"));
        return comment("  // ", section.description()) + "  \"" + section.name() + "\": {\n" + keys + "\n  }";
    }

    private String value(String section, String key) {
        return Json.encode(defaults.getJsonObject(section).getValue(key));
    }

    private static String comment(String indent, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(indent.stripTrailing());
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > LINE_LENGTH) {
                lines.append(line).append('\n');
                line = new StringBuilder(indent.stripTrailing());
            }
            line.append(' ').append(word);
        }
        return lines.append(line).append('\n').toString();
    }

    private static List<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        for (RecordComponent component : GatewayConfig.class.getRecordComponents()) {
            sections.add(section(component.getName(), component.getType()));
        }
        return sections;
    }

    private static Section section(String name, Class<?> type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
        Matcher javadoc = JAVADOC.matcher(source);
        if (!javadoc.find()) {
            throw new IllegalStateException(type + ": no Javadoc");
        }
        String text = javadoc.group(1)
                .replaceAll("(?m)^\\s*\\*", "")
                .replaceAll("\\s+", " ")
                .trim();
        List<String> parts = Stream.of(text.split("@param ", -1)).toList();
        Map<String, String> keys = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int space = part.indexOf(' ');
            keys.put(part.substring(0, space), sentence(part.substring(space + 1)));
        }
        return new Section(name, sentence(parts.get(0).substring(parts.get(0).indexOf(':') + 1)), keys);
    }

    /** The text with an upper-case first letter, a full stop, and code in backticks. */
    private static String sentence(String javadoc) {
        String text = withBackticks(javadoc.trim());
        String end = text.endsWith(".") ? "" : ".";
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + end;
    }

    /** Replaces inline code tags, whose braces are balanced. */
    private static String withBackticks(String text) {
        String opening = "{@code ";
        StringBuilder result = new StringBuilder();
        int position = 0;
        for (int start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, position)) {
            int end = closingBrace(text, start);
            result.append(text, position, start)
                    .append('`')
                    .append(text, start + opening.length(), end)
                    .append('`');
            position = end + 1;
        }
        return result.append(text.substring(position)).toString();
    }

    private static int closingBrace(String text, int opening) {
        int depth = 0;
        for (int i = opening; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(text + ": no closing brace");
    }
}
