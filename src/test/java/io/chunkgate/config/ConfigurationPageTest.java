package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of settings in the documents has every key of the program, with its default. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void table_hasEveryKeyWithItsDefault_inTheOrderOfTheSections() throws IOException {
        assertThat(rows().map(row -> row.replaceFirst("(\\| `[^`]*` \\| `[^`]*` \\|).*", "$1")))
                .containsExactlyElementsOf(keysAndDefaults());
    }

    @Test
    void everyKey_isExplained() throws IOException {
        assertThat(rows()).allMatch(row -> row.matches("\\| `[^`]*` \\| `[^`]*` \\| .+\\. \\|"));
    }

    private static Stream<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `"));
    }

    private static List<String> keysAndDefaults() {
        JsonObject tree = GatewayConfig.defaults().toJson();
        return tree.fieldNames().stream()
                .flatMap(section -> tree.getJsonObject(section).stream()
                        .map(entry -> "| `" + section + "." + entry.getKey() + "` | `" + Json.encode(entry.getValue())
                                + "` |"))
                .toList();
    }
}
