package io.chunkgate.http.upload.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DraftVersionTest {
    @ParameterizedTest
    @CsvSource({"3, V3", "5, V5", "6, V6", "8, V8", "' 8 ', V8"})
    void knownNumber_isAnnounced(String number, DraftVersion version) {
        MultiMap headers = headers("Upload-Draft-Interop-Version", number);
        assertThat(DraftVersion.announced(headers)).contains(version);
        assertThat(DraftVersion.of(headers)).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "7", "9", "8.0", "x"})
    void unknownNumber_isTheNewestVersion(String number) {
        MultiMap headers = headers("Upload-Draft-Interop-Version", number);
        assertThat(DraftVersion.announced(headers)).isEmpty();
        assertThat(DraftVersion.of(headers)).isEqualTo(DraftVersion.V8);
    }

    @Test
    void incomplete_withoutANumber_isVersion3() {
        assertThat(DraftVersion.of(headers("Upload-Incomplete", "?1"))).isEqualTo(DraftVersion.V3);
    }

    @ParameterizedTest
    @CsvSource({
        "V3, Upload-Incomplete, ?1, false",
        "V3, Upload-Incomplete, ?0, true",
        "V8, Upload-Complete, ?1, true",
        "V5, Upload-Complete, ?0, false"
    })
    void completeness_usesTheHeaderOfTheVersion(DraftVersion version, String header, String value, boolean complete) {
        assertThat(version.complete(headers(header, value))).contains(complete);
        MultiMap response = MultiMap.caseInsensitiveMultiMap();
        version.putComplete(response, complete);
        assertThat(response.get(header)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "true", "?2", "?1a"})
    void otherValueOfCompleteness_isRefused(String value) {
        assertThatThrownBy(() -> DraftVersion.V8.complete(headers("Upload-Complete", value)))
                .hasMessage("Upload-Complete: '" + value + "' (expected: ?0 or ?1)");
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().set(name, value);
    }
}
