package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Relative links in the documents lead to files and headings that exist. */
class DocumentLinksTest {
    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    @Test
    void relativeLinks_leadToFilesAndHeadings() throws IOException {
        assertThat(Documents.pages().flatMap(DocumentLinksTest::brokenLinks)).isEmpty();
    }

    private static Stream<String> brokenLinks(Path page) {
        return LINK.matcher(text(page))
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.matches("[a-z]+:.*") && !leadsSomewhere(page, link))
                .map(link -> page + ": " + link);
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page
                : page.toAbsolutePath().resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || headings(target).map(DocumentLinksTest::anchor).anyMatch(parts[1]::equals));
    }

    private static Stream<String> headings(Path page) {
        return HEADING.matcher(text(page)).results().map((MatchResult match) -> match.group(1));
    }

    /** As GitHub makes it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }

    private static String text(Path page) {
        return CODE.matcher(Documents.read(page)).replaceAll("");
    }
}
