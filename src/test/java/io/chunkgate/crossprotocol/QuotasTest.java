package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.access.Access;
import io.chunkgate.access.Permission;
import io.chunkgate.access.Rules;
import io.chunkgate.access.Tokens;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.config.ConfigException;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code "alice": {"alice/": "… 1MiB"}} for every protocol. */
@ExtendWith(CheckedVertx.class)
class QuotasTest {
    private static final int KIB = 1024;
    private static final String ALICE = Tokens.create();

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private GatewayClient client;

    @ParameterizedTest
    @CsvSource({
        "io.chunkgate.http.HttpServerVerticle, HTTP, http",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc",
        "io.chunkgate.tcp.TcpServerVerticle, TCP, tcp"
    })
    void quota_refusesFilesAndRunningUploads(String verticle, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        TestData.file(root.resolve("alice/folder/old"), 600 * KIB);
        TestData.file(root.resolve("elsewhere"), 600 * KIB);
        open(verticle, listener, scheme, vertx);

        assertThat(outcome(create("alice/big", OptionalLong.of(500 * KIB))))
                .isEqualTo("RESOURCE_EXHAUSTED: quota of '/alice': 500.0 KiB more than the 600.0 KiB in use"
                        + " (expected: at most 1.0 MiB in total)");
        assertThat(outcome(create("alice/.hidden", OptionalLong.of(1)))).startsWith("INVALID_ARGUMENT: name: ");
        upload("elsewhere-too", 500 * KIB);
        upload("alice/fits", 300 * KIB);

        RemoteUpload running =
                create("alice/running", OptionalLong.of(100 * KIB)).await(10, TimeUnit.SECONDS);
        assertThat(outcome(create("alice/second", OptionalLong.of(100 * KIB)))).startsWith("RESOURCE_EXHAUSTED");
        running.discard().await(10, TimeUnit.SECONDS);
        running.close();
        eventually(() -> "no room", () -> outcome(create("alice/second", OptionalLong.of(100 * KIB)))
                .equals("OK"));
        client.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"io.chunkgate.http.HttpServerVerticle, HTTP, http", "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc"})
    void deletedFile_freesItsQuota(String verticle, Listener listener, String scheme, Vertx vertx) throws Exception {
        TestData.file(root.resolve("alice/old"), 600 * KIB);
        open(verticle, listener, scheme, vertx);
        assertThat(outcome(create("alice/new", OptionalLong.of(600 * KIB)))).startsWith("RESOURCE_EXHAUSTED");
        client.delete("alice/old").await(10, TimeUnit.SECONDS);
        upload("alice/new", 600 * KIB);
        client.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "io.chunkgate.http.HttpServerVerticle, HTTP, http",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc",
        "io.chunkgate.tcp.TcpServerVerticle, TCP, tcp"
    })
    void uploadWithoutASize_endsAtTheQuota(String verticle, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        open(verticle, listener, scheme, vertx);
        RemoteUpload upload = create("alice/endless", OptionalLong.empty()).await(10, TimeUnit.SECONDS);
        byte[] part = TestData.bytes(300 * KIB);
        String outcome = "OK";
        for (int i = 0; i < 20 && outcome.equals("OK"); i++) {
            outcome = outcome(upload.write(Buffer.buffer(part)));
        }
        if (outcome.equals("OK")) { // Over HTTP, buffered bytes are not refused before the end.
            outcome = outcome(upload.commit("0".repeat(64)));
        }
        assertThat(outcome).matches("(RESOURCE_EXHAUSTED|UNAVAILABLE: COMMIT: out of order).*");
        upload.close();
        assertThat(Files.exists(root.resolve("alice/endless"))).isFalse();
        client.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void rulesWithQuotas_areParsed() throws Exception {
        Rules rules = rules("{'alice': {'a/': 'write 10GiB', '/': 'read,20TiB'}, '*': {'a/b': '1KiB write'}}");
        assertThat(rules.quotas("alice", "a/b/c"))
                .containsExactlyInAnyOrder(
                        new Rules.Quota("a", 10L << 30), new Rules.Quota("", 20L << 40), new Rules.Quota("a/b", 1024));
        assertThat(rules.quotas("alice", "c")).containsExactly(new Rules.Quota("", 20L << 40));
        assertThat(rules.quotas("bob", "a/b")).containsExactly(new Rules.Quota("a/b", 1024));
        assertThat(rules.quotas(Access.ANONYMOUS, "a/b")).isEmpty();
        assertThat(rules.allow("alice", Permission.WRITE, "a/x")).isTrue();
        assertThatThrownBy(() -> rules("{'alice': {'a/': 'write 10GB'}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'10GB' (expected: read, list, write, delete, a quota such as 10GiB)");
    }

    private Rules rules(String json) throws Exception {
        return Rules.read(Files.writeString(conf.resolve("r.json"), json.replace('\'', '"')));
    }

    private void open(String verticle, Listener listener, String scheme, Vertx vertx) throws Exception {
        Files.createDirectories(root.resolve("alice"));
        Path rules = Files.writeString(
                conf.resolve("rules.json"), "{\"alice\": {\"/\": \"read write delete\", \"alice/\": \"write 1MiB\"}}");
        Path tokens = Files.writeString(conf.resolve("tokens"), Tokens.line("alice", ALICE, Optional.empty()) + "\n");
        JsonObject access = new JsonObject().put("rules", rules.toString()).put("tokens", tokens.toString());
        Listeners.open(vertx, verticle, Listeners.config(root).put("access", access));
        GatewayUrl url = new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), "");
        client = GatewayClient.of(vertx, url, GatewayAccess.withToken(ALICE));
    }

    private Future<RemoteUpload> create(String name, OptionalLong size) {
        return client.create(new UploadRequest(name, size, false));
    }

    private void upload(String name, int size) throws Exception {
        byte[] bytes = TestData.bytes(size);
        RemoteUpload upload = create(name, OptionalLong.of(size)).await(10, TimeUnit.SECONDS);
        upload.write(Buffer.buffer(bytes)).await(20, TimeUnit.SECONDS);
        upload.commit(TestData.sha256(bytes)).await(20, TimeUnit.SECONDS);
        upload.close();
    }

    /** The upload is left open, and closed with the client. */
    private static String outcome(Future<?> call) {
        try {
            call.await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
