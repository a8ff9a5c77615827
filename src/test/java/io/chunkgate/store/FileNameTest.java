package io.chunkgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static final String LONGEST_SEGMENT = "a".repeat(255);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                "a/..",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                "a\ud800b",
                ".chunkgate",
                ".chunkgate/uploads/x",
                ".Chunkgate/x",
            })
    void invalidName_isRefusedWithTheReason(String name) {
        assertThatThrownBy(() -> FileName.of(name)).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(e.getMessage()).startsWith("name: '").contains("expected");
            assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/b", "...", "a..b", "..a", ".hidden", "ü/日本/🎬.mp4", "a b+c%20d", "folder/.chunkgate"})
    void validName_isUnchanged(String name) {
        assertThat(FileName.of(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "a.txt,a (2).txt",
        "a,a (2)",
        "dir.d/a,dir.d/a (2)",
        "a.tar.gz,a (2).tar.gz",
        ".hidden,.hidden (2)",
        ".tar.gz,.tar (2).gz",
        "a.b.c,a.b (2).c",
        "a.,a (2).",
        "a (2).txt,a (2) (2).txt"
    })
    void numberedName_hasTheNumberBeforeItsExtension(String name, String expected) {
        assertThat(FileName.of(name).numbered(2).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "🎬"})
    void numberedName_isShortened_whenItIsLong(String character) {
        int count = (255 - 4) / character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        String name = FileName.of("f/" + character.repeat(count) + ".txt")
                .numbered(1000)
                .value();
        assertThat(name).startsWith("f/" + character).endsWith(character + " (1000).txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "日", "🎬"})
    void lengthIsCountedInBytesOfUtf8(String character) {
        int bytes = character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        assertThat(FileName.of(character.repeat(255 / bytes)).segments()).hasSize(1);
        assertThatThrownBy(() -> FileName.of(character.repeat(255 / bytes + 1))).hasMessageContaining("255 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {4})
    void length_isLimited(int segments) {
        String name = String.join("/", java.util.Collections.nCopies(segments, LONGEST_SEGMENT));
        assertThat(FileName.of(name).segments()).hasSize(segments);
        assertThatThrownBy(() -> FileName.of(name + "/aa")).hasMessageContaining("1024 bytes");
    }
}
