package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
    @Test
    void emptyTree_givesTheDefaults() {
        GatewayConfig config = GatewayConfig.from(new JsonObject());

        assertThat(config).isEqualTo(GatewayConfig.defaults());
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.grpc().port()).isEqualTo(50051);
        assertThat(config.grpc().chunkSize()).isEqualTo(32768);
        assertThat(config.tcp().port()).isEqualTo(9000);
        assertThat(config.tcp().downloadFile()).isEmpty();
        assertThat(config.limits().maxFileSize()).isEqualTo(1L << 40);
    }

    @Test
    void givenKey_leavesTheOthersAtTheirDefaults() {
        GatewayConfig config = GatewayConfig.from(new JsonObject("{\"http\": {\"port\": 0}}"));

        assertThat(config.http())
                .isEqualTo(new HttpConfig(true, 0, true, 16_384, 60_000, false, "no-cache", true, true, "", "", false));
        assertThat(config.grpc()).isEqualTo(GatewayConfig.defaults().grpc());
    }

    @Test
    void toJson_readBack_isEqual() {
        JsonObject tree = new JsonObject(
                "{\"limits\": {\"maxFileSize\": 9223372036854775807}, \"tcp\": {\"downloadFile\": \"a.bin\"}}");
        GatewayConfig config = GatewayConfig.from(tree);

        assertThat(GatewayConfig.from(config.toJson())).isEqualTo(config);
        assertThat(GatewayConfig.from(new JsonObject(config.toJson().encode()))).isEqualTo(config);
    }

    @Test
    void toJson_namesEveryComponentOfEverySection() {
        JsonObject tree = GatewayConfig.defaults().toJson();

        for (RecordComponent section : GatewayConfig.class.getRecordComponents()) {
            assertThat(List.copyOf(tree.getJsonObject(section.getName()).fieldNames()))
                    .as(section.getName())
                    .isEqualTo(namesOf(section.getType()));
        }
        assertThat(List.copyOf(tree.fieldNames())).isEqualTo(namesOf(GatewayConfig.class));
    }

    private static List<String> namesOf(Class<?> recordType) {
        return Arrays.stream(recordType.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'http': {'port': 99999}}           | http.port: 99999 (expected: 0..65535)",
                "{'http': {'port': -1}}              | http.port: -1 (expected: 0..65535)",
                "{'http': {'port': 80.5}}            | http.port: 80.5 (expected: 0..65535)",
                "{'http': {'port': null}}            | http.port: null (expected: 0..65535)",
                "{'http': {'port': '8080'}}          | http.port: \"8080\" (expected: 0..65535)",
                "{'http': {'port': 4294967296}}      | http.port: 4294967296 (expected: 0..65535)",
                "{'http': {'h2c': 'yes'}}            | http.h2c: \"yes\" (expected: true or false)",
                "{'server': {'prot': 1}}             | server.prot: unknown key (expected: host, drainTimeoutMs, healthTimeoutMs, instances, allowedHosts, trustedProxies)",
                "{'htpp': {}}                        | htpp: unknown section (expected: server, store, s3, http, grpc, tcp, uploads, limits, access, tls, metrics, accessLog, tracing, cluster)",
                "{'http': 8080}                      | http: 8080 (expected: an object with the section's keys)",
                "{'http': null}                      | http: null (expected: an object with the section's keys)",
                "{'server': {'host': ''}}            | server.host: \"\" (expected: a text that is not empty)",
                "{'server': {'allowedHosts': 'a:80'}} | server.allowedHosts: 'a:80' (expected: host names such as files.example.org or *.example.org, or addresses, without ports)",
                "{'server': {'allowedHosts': 'http://a'}} | server.allowedHosts: 'http://a' (expected: host names such as files.example.org or *.example.org, or addresses, without ports)",
                "{'server': {'trustedProxies': 'proxy'}} | server.trustedProxies: 'proxy' (expected: addresses and networks such as 10.0.0.0/8, separated by commas)",
                "{'server': {'trustedProxies': '::1, 10.0.0.0/33'}} | server.trustedProxies: '10.0.0.0/33' (expected: addresses and networks such as 10.0.0.0/8, separated by commas)",
                "{'store': {'type': 7}}               | store.type: 7 (expected: a text without control characters)",
                "{'store': {'root': 'a\\nb'}}          | store.root: \"a\\nb\" (expected: a text without control characters)",
                "{'grpc': {'chunkSize': 0}}          | grpc.chunkSize: 0 (expected: 1..1048576)",
                "{'grpc': {'chunkSize': 1048577}}    | grpc.chunkSize: 1048577 (expected: 1..1048576)",
                "{'cluster': {'enabled': true}}      | cluster.sharedStore: false (expected: true, as all nodes of a cluster need the same store; store.root must then be a file system that they share)",
                "{'limits': {'maxFileSize': 99999999999999999999}} | limits.maxFileSize: 99999999999999999999 (expected: 1..9223372036854775807)",
            },
            quoteCharacter = '`')
    void badValue_isRefusedInOneLine(String tree, String message) {
        assertThatThrownBy(() -> GatewayConfig.from(new JsonObject(tree.replace('\'', '"'))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a\\nb'", "{'a': 1}", "['\\n']"})
    void messageOfHostileValue_staysOnOneLine(String value) {
        JsonObject tree = new JsonObject(("{'http': {'port': " + value + "}}").replace('\'', '"'));

        assertThatThrownBy(() -> GatewayConfig.from(tree)).message().doesNotContain("\n");
    }

    @Test
    void bucketOfACluster_needsNoSharedStoreKey() {
        JsonObject tree = new JsonObject("{\"store\": {\"type\": \"s3\"}, \"s3\": {\"bucket\": \"b\"}}");

        for (boolean said : new boolean[] {false, true}) {
            tree.put("cluster", new JsonObject().put("enabled", true).put("sharedStore", said));
            assertThat(GatewayConfig.from(tree).cluster().enabled()).isTrue();
        }
    }

    @Test
    void boundsOfARange_areInside() {
        assertThat(GatewayConfig.from(new JsonObject("{\"http\": {\"port\": 65535}}"))
                        .http()
                        .port())
                .isEqualTo(65535);
        assertThat(GatewayConfig.from(new JsonObject("{\"grpc\": {\"chunkSize\": 1}}"))
                        .grpc()
                        .chunkSize())
                .isEqualTo(1);
    }
}
