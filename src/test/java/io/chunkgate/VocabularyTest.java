package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds names and texts to the field's standard terms: no identifier, message, JSON field, metric, config key or heading
 * contains a word that the project has replaced. CONTRIBUTING.md says which words to use instead.
 */
class VocabularyTest {
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    /** Words of identifiers, which are split where the case changes. */
    private static final Set<String> WORDS = Set.of(
            ("door doors doorkeeper underway intake party excerpt extent paced seat seats piece pieces trial whoever whomever"
                            + " somebody nobody growth growing farewell entrance complain complaint dialect reception"
                            + " framed bare surroundings rehearse figures tally answer answers answered answering ask asks"
                            + " asked asking tell tells told telling look looks looked looking kept operators")
                    .split(" "));

    /** Compounds of which each word alone is fine. */
    private static final Pattern COMPOUNDS = Pattern.compile(
            "(?i)give_?back|given_?back|go_?on(ce)?(?![a-z])|goes_?on|let_?go|last_?word|break_?off|quiet_?time|at_?home"
                    + "|live_?upload|early_?answer|wrong_?port");

    /** Phrases of messages, JSON fields, metrics and other texts of the program. */
    private static final Pattern PHRASES = Pattern.compile(
            "(?i)\\b(doors?|whoever|whomever|somebody|nobody|pieces?|on trial|under ?way|goes on|go on|going on|gone on"
                    + "|gives? back|given back|looks? at|looked at|lets? go|bare form|framed form|answers?|answered|asks?|asked"
                    + "|tells?|told|figures|kept|surroundings|rehearse)\\b");

    /** Names that stay: two config keys that users may have set, and a method of the JDK. */
    private static final Set<String> ALLOWED =
            Set.of("bareNameTemplate", "barePrincipal", "tcp.bareNameTemplate", "tcp.barePrincipal", "lookingAt");

    private static final Pattern TOKENS = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'"
                    + "|//[^\\n]*|/\\*.*?\\*/|[A-Za-z_$][\\w$]*",
            Pattern.DOTALL);

    @Test
    void identifiers_haveStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : SOURCES) {
            forEachToken(source, (place, token) -> {
                if (Character.isJavaIdentifierStart(token.charAt(0)) && isReplaced(token)) {
                    found.add(place + token);
                }
            });
        }
        assertThat(found).isEmpty();
    }

    @Test
    void textsOfTheProgram_haveStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        forEachToken(SOURCES.get(0), (place, token) -> {
            if (token.startsWith("\"")
                    && !ALLOWED.contains(token.replace("\"", ""))
                    && PHRASES.matcher(token).find()) {
                found.add(place + token);
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void headings_haveStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            for (String line : Files.readAllLines(page)) {
                if (line.startsWith("#") && PHRASES.matcher(line).find()) {
                    found.add(page + ": " + line);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> documents = Files.walk(Path.of("docs"));
                Stream<Path> others = Stream.of("README.md", "CONTRIBUTING.md", "bench/README.md")
                        .map(Path::of)) {
            return Stream.concat(documents, others)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static void forEachToken(Path root, BiConsumer<String, String> action) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (file.endsWith("VocabularyTest.java")) {
                    continue;
                }
                Matcher tokens = TOKENS.matcher(Files.readString(file));
                while (tokens.find()) {
                    action.accept(root.relativize(file) + ": ", tokens.group());
                }
            }
        }
    }

    private static boolean isReplaced(String identifier) {
        if (ALLOWED.contains(identifier)) {
            return false;
        }
        return COMPOUNDS.matcher(identifier).find()
                || Stream.of(identifier.split("_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .anyMatch(WORDS::contains);
    }
}
