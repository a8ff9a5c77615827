package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway does not start with files that clients could read, or with credentials in the name of a group of clients. */
@ExtendWith(CheckedVertx.class)
class SettingFilesTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private JsonObject access;

    @BeforeEach
    void write() throws IOException {
        Path rules = Files.writeString(
                conf.resolve("rules"),
                "{\"*\": {\"/\": \"read\"}, \"alice\": {\"/\": \"read\"}, \"anonymous\": {\"a\": \"read\"}}");
        Path tokens = Files.writeString(conf.resolve("tokens"), Tokens.line("alice", "t", Optional.empty()) + "\n");
        access = new JsonObject().put("rules", rules.toString()).put("tokens", tokens.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"access.rules", "access.tokens", "access.linkKeys", "access.jwtKeys", "tls.key", "accessLog.file"
            })
    void fileInTheServedFolder_isRefused(String setting, Vertx vertx) throws Exception {
        Path secret = Files.writeString(root.resolve(".secret"), "");
        Path link = Files.createSymbolicLink(conf.resolve("link"), secret);
        for (Path file : new Path[] {secret, link}) {
            JsonObject config = Listeners.config(root).put("access", access);
            String section = setting.substring(0, setting.indexOf('.'));
            String key = setting.substring(section.length() + 1);
            JsonObject values = config.getJsonObject(section, new JsonObject()).copy();
            config.put(section, values.put(key, file.toString()));
            assertThatThrownBy(() -> Listeners.open(vertx, HTTP, config))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(setting + ": " + file + " is in the served folder ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "anonymous"})
    void credentialsInTheNameOfAGroup_areRefused(String name, Vertx vertx) throws Exception {
        Files.writeString(conf.resolve("tokens"), Tokens.line(name, "t", Optional.empty()) + "\n");
        JsonObject config = Listeners.config(root).put("access", access);
        assertThatThrownBy(() -> Listeners.open(vertx, HTTP, config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tokens:1: '" + name + "' (expected: a name");

        Files.writeString(conf.resolve("tokens"), "");
        Jwts issuer = new Jwts();
        access.put("jwtKeys", issuer.writeSet(conf.resolve("jwks.json")).toString())
                .put("jwtIssuer", Jwts.ISSUER)
                .put("jwtAudience", Jwts.AUDIENCE);
        Files.writeString(root.resolve("b"), "content");
        Listeners.open(vertx, HTTP, config);
        HttpProbe probe = HttpProbe.of(vertx);
        assertThat(probe.get("/files/b", bearer(issuer.token(Jwts.claims(name))))
                        .status())
                .isEqualTo(401);
        assertThat(probe.get("/files/b", bearer(issuer.token(Jwts.claims("bob"))))
                        .status())
                .isEqualTo(200);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
