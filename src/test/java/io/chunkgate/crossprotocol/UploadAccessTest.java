package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.LinkKey;
import io.chunkgate.access.SignedLink;
import io.chunkgate.access.Tokens;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to upload refuses clients without permission, and stores nothing for them. */
@ExtendWith(CheckedVertx.class)
class UploadAccessTest {
    private static final String ALICE = Tokens.create();
    private static final String READER = Tokens.create();
    private static final String ATTACKER = Tokens.create();
    private static final String EXPIRED = Tokens.create();
    private static final String NAME = "in/new";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private LinkKey key;
    private LinkKey forged;
    private Vertx vertx;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Files.createDirectory(root.resolve("in"));
        Path rules = Files.writeString(
                conf.resolve("rules.json"),
                "{\"alice\": {\"in/\": \"write\"}, \"reader\": {\"/\": \"read list delete\"},"
                        + " \"attacker\": {\"attacker/\": \"read write\", \"inn\": \"write\"}}");
        Path tokens = Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("alice", ALICE, Optional.empty()) + "\n"
                        + Tokens.line("reader", READER, Optional.empty()) + "\n"
                        + Tokens.line("attacker", ATTACKER, Optional.empty()) + "\n"
                        + Tokens.line("alice", EXPIRED, Optional.of(Instant.parse("2020-01-01T00:00:00Z"))) + "\n");
        Path keys = conf.resolve("keys");
        forged = key(keys, Tokens.create().substring(0, 32).getBytes(UTF_8));
        key = key(keys, new byte[32]);
        JsonObject access = new JsonObject()
                .put("rules", rules.toString())
                .put("tokens", tokens.toString())
                .put("linkKeys", keys.toString());
        JsonObject config = Listeners.config(root).put("access", access);
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            Listeners.open(vertx, "io.chunkgate." + server, config);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newUpload_isRefused(UploadAttempt attempt) throws Exception {
        assertRefused(credential -> attempt.begin(vertx, credential, NAME));
        eventually(this::stored, () -> stored().isEmpty());

        assertThat(attempt.begin(vertx, ALICE, NAME)).as("with permission").isEqualTo("OK");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CHUNKED_PUT", "FORM"})
    void uploadOfAnother_isNotResumed(UploadAttempt attempt) throws Exception {
        String id = beginVictim(attempt == UploadAttempt.TUS_PART ? "\nUpload-Concat: partial" : "");
        List<String> before = stored();
        assertRefused(credential -> attempt.resume(vertx, credential, id));
        assertThat(stored()).isEqualTo(before);
    }

    private interface Attempt {
        String with(String credential) throws Exception;
    }

    private void assertRefused(Attempt attempt) throws Exception {
        SoftAssertions soft = new SoftAssertions();
        for (Map.Entry<String, String> credential : unknown().entrySet()) {
            soft.assertThat(attempt.with(credential.getValue()))
                    .as(credential.getKey())
                    .isEqualTo("UNAUTHENTICATED");
        }
        for (Map.Entry<String, String> credential : insufficient().entrySet()) {
            soft.assertThat(attempt.with(credential.getValue()))
                    .as(credential.getKey())
                    .isEqualTo("PERMISSION_DENIED");
        }
        soft.assertAll();
    }

    private Map<String, String> unknown() {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("nothing", UploadAttempt.NONE);
        credentials.put("unknown token", Tokens.create());
        credentials.put("expired token", EXPIRED);
        credentials.put("forged link", link(NAME, "PUT", 60, 100, forged));
        credentials.put("expired link", link(NAME, "PUT", -1, 100, key));
        credentials.put(
                "link with another name in it",
                link("in/mew", "PUT", 60, 100, key).replace("mew", "new"));
        return credentials;
    }

    private Map<String, String> insufficient() {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("reader", READER);
        credentials.put("another folder", ATTACKER);
        credentials.put("link to read", link(NAME, "GET", 60, 100, key));
        credentials.put("link for another name", link("in/newer", "PUT", 60, 100, key));
        return credentials;
    }

    private String beginVictim(String headers) throws Exception {
        String head = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 4\nAuthorization: Bearer " + ALICE
                + "\nUpload-Metadata: filename "
                + Base64.getEncoder().encodeToString(UploadAttempt.VICTIM.getBytes(UTF_8)) + headers;
        RawHttp.Reply reply = RawHttp.request(Listeners.port(vertx, Listener.HTTP), head, new byte[0]);
        assertThat(reply.status()).isEqualTo(201);
        String location = String.valueOf(reply.header("Location"));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The files below the root, published or not. */
    private List<String> stored() {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> Files.isRegularFile(file) && !file.endsWith(".chunkgate/id"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LinkKey key(Path file, byte[] secret) throws Exception {
        Files.writeString(file, "k1 alice " + Base64.getEncoder().encodeToString(secret) + "\n");
        return LinkKey.read(file).get("k1");
    }

    private static String link(String name, String method, long seconds, long maxBytes, LinkKey key) {
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + seconds);
        return new SignedLink(FileName.of(name), method, end, maxBytes, "k1").target(key);
    }
}
