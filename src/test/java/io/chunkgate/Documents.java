package io.chunkgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the project: paths relative to its folder, where Maven runs the tests. */
final class Documents {
    private static final int ANY_DEPTH = Integer.MAX_VALUE;

    private Documents() {}

    static Stream<Path> pages() throws IOException {
        return Stream.of(below("", 1), below("docs", ANY_DEPTH), below("bench", 1))
                .flatMap(List::stream);
    }

    private static List<Path> below(String folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder), depth)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
