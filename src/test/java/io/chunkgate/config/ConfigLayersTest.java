package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLayersTest {
    @TempDir
    Path folder;

    @Test
    void clusterOfALocalStore_isCompletedByAnotherLayer() {
        ConfigLayers layers =
                new ConfigLayers().addAssignment("cluster.enabled=true").addAssignment("cluster.sharedStore=true");

        assertThat(layers.build().cluster().sharedStore()).isTrue();
    }

    @Test
    void nothingAdded_givesTheDefaults() {
        assertThat(new ConfigLayers().build()).isEqualTo(GatewayConfig.defaults());
    }

    @Test
    void laterLayer_winsKeyByKey() throws IOException {
        Path file = file("{\"http\": {\"port\": 1, \"h2c\": false}, \"grpc\": {\"port\": 2}, \"tcp\": {\"port\": 3}}");

        GatewayConfig config = new ConfigLayers()
                .addFile(file)
                .addEnvironment(Map.of("CHUNKGATE_GRPC_PORT", "20", "CHUNKGATE_TCP_PORT", "30"))
                .addAssignment("tcp.port=300")
                .build();

        assertThat(config.http().port()).isEqualTo(1);
        assertThat(config.http().h2c()).isFalse();
        assertThat(config.grpc().port()).isEqualTo(20);
        assertThat(config.tcp().port()).isEqualTo(300);
        assertThat(config.limits()).isEqualTo(GatewayConfig.defaults().limits());
    }

    @Test
    void file_mayHaveComments() throws IOException {
        Path file = file("// all listeners\n{ /* here */ \"server\": {\"host\": \"::1\"} // there\n}");

        assertThat(new ConfigLayers().addFile(file).build().server().host()).isEqualTo("::1");
    }

    @Test
    void brokenFile_isRefusedWithLineAndColumn() throws IOException {
        Path file = file("{\n  \"http\": {\n    \"port\": 80 80\n  }\n}\n");

        assertThatThrownBy(() -> new ConfigLayers().addFile(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ":3:16: Unexpected character ('8'")
                .hasMessageEndingWith("(expected: a JSON object)")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void truncatedFile_isRefusedWithLineAndColumn() throws IOException {
        Path file = file("{\n  \"http\": {}\n");

        assertThatThrownBy(() -> new ConfigLayers().addFile(file))
                .hasMessage(file
                        + ":3:1: Unexpected end-of-input: expected close marker for Object (expected: a JSON object)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "{} {}", "{\"http\": {}", "null"})
    void fileWithoutAJsonObject_isRefusedInOneLine(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> new ConfigLayers().addFile(file))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(file.toString())
                .endsWith("(expected: a JSON object)")
                .doesNotContain("\n");
    }

    @Test
    void fileThatCannotBeRead_isRefused() throws IOException {
        Path missing = folder.resolve("missing.json");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'{', (byte) 0xFF, '}'});

        assertThatThrownBy(() -> new ConfigLayers().addFile(missing))
                .hasMessage(missing + ": no such file (expected: a configuration in JSON)");
        assertThatThrownBy(() -> new ConfigLayers().addFile(binary))
                .hasMessage(binary + ": not a text (expected: UTF-8)");
        assertThatThrownBy(() -> new ConfigLayers().addFile(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder + ": cannot be read (");
    }

    @Test
    void badValueInFile_isRefusedWithTheFilesName_evenIfALaterLayerHidesIt() throws IOException {
        Path file = file("{\"http\": {\"port\": 99999}}");

        assertThatThrownBy(() -> new ConfigLayers().addFile(file).addAssignment("http.port=80"))
                .hasMessage(file + ": http.port: 99999 (expected: 0..65535)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHUNKGATE_LIMITS_MAX_FILE_SIZE",
                "CHUNKGATE_LIMITS_MAXFILESIZE",
                "chunkgate_limits_max_file_size",
                "Chunkgate_Limits_maxFileSize"
            })
    void environmentName_isMatchedInAnyCaseWithOrWithoutInnerUnderscores(String variable) {
        GatewayConfig config = new ConfigLayers()
                .addEnvironment(Map.of(variable, "5000000000"))
                .build();

        assertThat(config.limits().maxFileSize()).isEqualTo(5_000_000_000L);
    }

    @Test
    void environmentNames_areOneForEachSetting() {
        JsonObject tree = GatewayConfig.defaults().toJson();
        Set<String> names = new HashSet<>();
        for (String section : tree.fieldNames()) {
            for (String key : tree.getJsonObject(section).fieldNames()) {
                assertThat(names.add((section + key).toLowerCase(Locale.ROOT)))
                        .as(section + "." + key)
                        .isTrue();
            }
        }
    }

    @Test
    void environmentValue_takesTheTypeOfTheSetting() {
        GatewayConfig config = new ConfigLayers()
                .addEnvironment(Map.of(
                        "CHUNKGATE_HTTP_ENABLED", "false",
                        "CHUNKGATE_TCP_DOWNLOAD_FILE", "123",
                        "CHUNKGATE_SERVER_HOST", "true"))
                .build();

        assertThat(config.http().enabled()).isFalse();
        assertThat(config.tcp().downloadFile()).isEqualTo("123");
        assertThat(config.server().host()).isEqualTo("true");
    }

    @Test
    void variablesOfOthersAndOfKubernetes_areLeftAlone() {
        GatewayConfig config = new ConfigLayers()
                .addEnvironment(Map.of(
                        "PATH", "/bin",
                        "CHUNKGATE", "x",
                        "CHUNKGATE_SERVICE_HOST", "10.0.0.1",
                        "CHUNKGATE_SERVICE_PORT_HTTP", "8080",
                        "CHUNKGATE_PORT", "tcp://10.0.0.1:8080",
                        "CHUNKGATE_PORT_8080_TCP_ADDR", "10.0.0.1"))
                .build();

        assertThat(config).isEqualTo(GatewayConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHUNKGATE_HTTP_PROT | 80    | CHUNKGATE_HTTP_PROT: unknown variable (expected: CHUNKGATE_SECTION_KEY, such as CHUNKGATE_HTTP_PORT)",
                "CHUNKGATE_HTTP_PORT | 99999 | CHUNKGATE_HTTP_PORT: http.port: 99999 (expected: 0..65535)",
                "CHUNKGATE_HTTP_PORT | x     | CHUNKGATE_HTTP_PORT: http.port: \"x\" (expected: 0..65535)",
                "CHUNKGATE_HTTP_H2C  | yes   | CHUNKGATE_HTTP_H2C: http.h2c: \"yes\" (expected: true or false)"
            })
    void badVariable_isRefused(String variable, String value, String message) {
        assertThatThrownBy(() -> new ConfigLayers().addEnvironment(Map.of(variable, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http.port       | http.port: not a setting (expected: section.key=value)",
                "port=80         | port=80: not a setting (expected: section.key=value)",
                "=               | =: not a setting (expected: section.key=value)",
                ".port=80        | .port=80: not a setting (expected: section.key=value)",
                "http.=80        | http.=80: not a setting (expected: section.key=value)",
                "server.prot=80  | server.prot: unknown key (expected: host, drainTimeoutMs, healthTimeoutMs, instances, allowedHosts, trustedProxies)",
                "htpp.port=80    | htpp: unknown section (expected: server, store, s3, http, grpc, tcp, uploads, limits, access, tls, metrics, accessLog, tracing, cluster)",
                "http.port=      | http.port: \"\" (expected: 0..65535)",
                "server.a.b=1    | server.a.b: unknown key (expected: host, drainTimeoutMs, healthTimeoutMs, instances, allowedHosts, trustedProxies)"
            })
    void badAssignment_isRefused(String assignment, String message) {
        assertThatThrownBy(() -> new ConfigLayers().addAssignment(assignment))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void assignedText_mayHoldEqualsSignsAndDots() {
        GatewayConfig config =
                new ConfigLayers().addAssignment("store.root=/a.b/c=d").build();

        assertThat(config.store().root()).isEqualTo("/a.b/c=d");
    }

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("test.json"), content.getBytes(StandardCharsets.UTF_8));
    }
}
