package io.chunkgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreExceptionTest {
    @Test
    void messageOfUsualLength_isComplete() {
        String value = "x".repeat(300);
        assertThat(StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "name", value, "shorter"))
                .hasMessage("name: " + value + " (expected: shorter)");
    }

    /** The second value begins with one more character, so that one of both cuts halves a character. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a"})
    void longMessage_hasBothEnds_andWholeCharacters(String first) {
        String value = first + "\uD83D\uDE00".repeat(100_000);
        StoreException error = StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "name", value, "shorter");
        assertThat(error.getMessage())
                .startsWith("name: " + first + "\uD83D\uDE00")
                .contains("\uDE00…\uD83D")
                .endsWith(" (expected: shorter)")
                .hasSizeLessThan(410);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(error.getMessage()))
                .isTrue();
    }
}
