package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveConfigTest {
    private final Vertx vertx = Vertx.vertx();
    private final GatewayConfig start = GatewayConfig.defaults();
    private final LiveConfig live = LiveConfig.of(vertx, start);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void reloadableKeys_areReplaced_andOthersStay() {
        LiveConfig.Changes changes = live.replace(with("limits", "maxConnections", 7, "http", "port", 1));

        assertThat(live.current().limits().maxConnections()).isEqualTo(7);
        assertThat(live.current().http().port()).isEqualTo(start.http().port());
        assertThat(changes.applied()).containsExactly("limits.maxConnections 4096 -> 7");
        assertThat(changes.needsRestart()).containsExactly("http.port");
    }

    @Test
    void sameConfiguration_changesNothing() {
        LiveConfig.Changes changes = live.replace(GatewayConfig.defaults());

        assertThat(changes.applied()).isEmpty();
        assertThat(changes.needsRestart()).isEmpty();
    }

    @Test
    void serversThatStartedAlike_shareIt() {
        live.replace(with("limits", "maxConnections", 7, "http", "cacheControl", "no-store"));

        assertThat(LiveConfig.of(vertx, GatewayConfig.defaults())
                        .current()
                        .http()
                        .cacheControl())
                .isEqualTo("no-store");
        assertThat(LiveConfig.of(vertx, with("http", "port", 1, "grpc", "port", 2))
                        .current()
                        .http()
                        .cacheControl())
                .isEqualTo("no-cache");
    }

    private static GatewayConfig with(String section, String key, Object value, String other, String key2, Object v2) {
        return GatewayConfig.from(new JsonObject()
                .put(section, new JsonObject().put(key, value))
                .put(other, new JsonObject().put(key2, v2)));
    }
}
