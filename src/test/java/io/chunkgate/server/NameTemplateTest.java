package io.chunkgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTemplateTest {
    private static final Instant NOW = Instant.parse("2026-03-04T23:06:07.089Z");

    @Test
    void timeIsInUtc_andIdIsShort() {
        assertThat(name("incoming/{yyyyMMdd-HHmmss}-{id}.bin")).matches("incoming/20260304-230607-[0-9a-f]{12}\\.bin");
    }

    @Test
    void patternWithSlashes_makesFolders() {
        assertThat(name("{yyyy/MM/dd}/{HH}h")).isEqualTo("2026/03/04/23h");
    }

    @Test
    void textWithoutFields_isTheName() {
        assertThat(name("last.bin")).isEqualTo("last.bin");
    }

    @Test
    void names_haveDifferentIds() {
        assertThat(name("{id}")).isNotEqualTo(name("{id}"));
    }

    @ParameterizedTest
    @CsvSource({
        "in/{yyyy, a brace",
        "in/yyyy}, a brace",
        "in/{}.bin, a brace",
        "in/{{id}}, a brace",
        "{iid}.bin, Unknown pattern letter",
        "/{id}, empty segments",
        "../{id}, no . or .. segments",
        ".chunkgate/{id}, own folder"
    })
    void invalidTemplate_isAnErrorOfTheConfiguration(String text, String reason) {
        assertThatThrownBy(() -> NameTemplate.parse("tcp.bareNameTemplate", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tcp.bareNameTemplate: '" + text + "' (expected: ")
                .hasMessageContaining(reason);
    }

    private static String name(String template) {
        return NameTemplate.parse("tcp.bareNameTemplate", template).render(NOW).value();
    }
}
