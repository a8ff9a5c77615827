package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
        for (String text : textOf(file)) {
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

    private static List<String> textOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": not a text (expected: UTF-8)");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")");
        }
    }
}
