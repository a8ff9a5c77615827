package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of lines with fields separated by spaces. Empty lines, and lines that begin with {@code #}, are ignored. */
final class LineFile {
    private LineFile() {}

    /**
     * A line with fields.
     *
     * @param place the file and the line's number, for messages
     */
    record Line(String place, List<String> fields) {}

    /** @throws ConfigException when the file cannot be read, or a line has another number of fields */
    static List<Line> read(Path file, int minFields, int maxFields, String expected) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : ConfigFile.text(file, "lines of " + expected).lines().toList()) {
            number++;
            String trimmed = text.trim();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            List<String> fields = List.of(trimmed.split("\\s+"));
            String place = file + ":" + number;
            if (fields.size() < minFields || fields.size() > maxFields) {
                throw new ConfigException(place + ": " + fields.size() + " fields (expected: " + expected + ")");
            }
            lines.add(new Line(place, fields));
        }
        return lines;
    }
}
