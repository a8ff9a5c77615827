package io.chunkgate.http.upload.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LimitsConfig;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UploadLimitTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void maxSize_isIncluded() {
        assertThat(UploadLimit.of(limits(1000))).isEqualTo("min-size=0, max-size=1000");
    }

    @Test
    void sizeBeyondStructuredIntegers_isOmitted() {
        assertThat(UploadLimit.of(limits(Long.MAX_VALUE))).isEqualTo("min-size=0");
    }

    @Test
    void lifetime_hasTheKeyOfTheVersion() {
        Instant expires = NOW.plusSeconds(60);
        assertThat(UploadLimit.of(limits(9), DraftVersion.V8, expires, NOW))
                .isEqualTo("min-size=0, max-size=9, max-age=60");
        assertThat(UploadLimit.of(limits(9), DraftVersion.V6, expires, NOW)).endsWith(", expires=60");
        assertThat(UploadLimit.of(limits(9), DraftVersion.V8, expires, NOW.plusSeconds(99)))
                .endsWith(", max-age=0");
    }

    private static LimitsConfig limits(long maxFileSize) {
        JsonObject limits = new JsonObject().put("maxFileSize", maxFileSize);
        return GatewayConfig.from(new JsonObject().put("limits", limits)).limits();
    }
}
