package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of messages has each line that the code logs at INFO and above, and no other. */
class MessagesPageTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path PAGE = Path.of("docs", "messages.md");
    private static final String CALL = "(?:LOG|getLogger\\([^)]*\\))\\s*\\.(info|warn|error)\\(\\s*";
    private static final String LITERAL = "\"(?:[^\"\\\\]|\\\\.)*\"";
    private static final Pattern ANY = Pattern.compile(CALL);
    private static final Pattern MESSAGE = Pattern.compile(CALL + "((?:" + LITERAL + "\\s*\\+?\\s*)+)");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ROW = Pattern.compile("\\| (INFO|WARN|ERROR) \\| `(.*?)` \\| .+\\. \\|");

    @Test
    void page_hasEveryMessage_andNoOther() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(logged());
    }

    private static List<String> documented() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    private static List<String> logged() throws IOException {
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                List<MatchResult> calls = MESSAGE.matcher(source).results().toList();
                assertThat(calls)
                        .as("calls in %s whose message begins with a literal", file)
                        .hasSize((int) ANY.matcher(source).results().count());
                calls.forEach(call -> messages.add(call.group(1).toUpperCase(Locale.ROOT) + " " + text(call.group(2))));
            }
        }
        return messages.stream().distinct().toList();
    }

    private static String text(String literals) {
        return TEXT.matcher(literals).results().map(part -> part.group(1)).collect(Collectors.joining());
    }
}
