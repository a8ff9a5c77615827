package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of lines with words between spaces. Empty lines, and those that begin with {@code #}, say nothing. */
final class LineFile {
    private LineFile() {}

    /**
     * A line that says something.
     *
     * @param place the file and the line's number, for messages
     */
    record Line(String place, List<String> words) {}

    /** @throws ConfigException when the file cannot be read, or a line has another number of words */
    static List<Line> read(Path file, int minWords, int maxWords, String expected) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : textOf(file)) {
            number++;
            String trimmed = text.trim();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(trimmed.split("\\s+"));
            String place = file + ":" + number;
            if (words.size() < minWords || words.size() > maxWords) {
                throw new ConfigException(place + ": " + words.size() + " words (expected: " + expected + ")");
            }
            lines.add(new Line(place, words));
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
