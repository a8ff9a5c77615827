package io.chunkgate.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that store more than they announce: by parts of files and their copies, by many uploads, by a restart. */
@ExtendWith(CheckedVertx.class)
class CountedBytesTest {
    private static final int KIB = 1024;
    private static final int ATTEMPTS = 8;
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";
    private static final String ALICE = Tokens.create();
    private static final String AUTHORIZED = "\nAuthorization: Bearer " + ALICE;
    private static final String FILE_NAME =
            "\nUpload-Metadata: filename " + Base64.getEncoder().encodeToString("alice/up".getBytes(UTF_8));

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private JsonObject config;
    private LinkKey key;
    private Vertx vertx;

    @BeforeEach
    void configure(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Path rules = Files.writeString(
                conf.resolve("rules.json"),
                "{\"alice\": {\"alice/\": \"read write 300KiB\"}, \"signer\": {\"/\": \"write\"}}");
        Path tokens = Files.writeString(conf.resolve("tokens"), Tokens.line("alice", ALICE, Optional.empty()) + "\n");
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        Path keys = Files.writeString(conf.resolve("keys"), "k1 signer " + secret + "\n");
        key = LinkKey.read(keys).get("k1");
        config = Listeners.config(root)
                .put(
                        "access",
                        new JsonObject()
                                .put("rules", rules.toString())
                                .put("tokens", tokens.toString())
                                .put("linkKeys", keys.toString()));
    }

    @Test
    void concatenationBeyondTheQuota_isRefused_andLeavesNothing() throws Exception {
        Listeners.open(vertx, HTTP, config);
        String part = part(AUTHORIZED, 90 * KIB);
        String whole = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Concat: final;"
                + String.join(" ", Collections.nCopies(150, part)) + FILE_NAME + AUTHORIZED;

        List<Integer> statuses = IntStream.range(0, ATTEMPTS)
                .parallel()
                .map(i -> status(whole))
                .boxed()
                .toList();

        assertThat(statuses).containsOnly(507);
        assertThat(storedBytes()).isEqualTo(90 * KIB);
    }

    @Test
    void partsAndTheirCopy_countTogether() throws Exception {
        Listeners.open(vertx, HTTP, config);
        String part = part(AUTHORIZED, 90 * KIB);
        assertThat(status(concatenation(AUTHORIZED, part))).isEqualTo(201);

        assertThat(put("/files/alice/more", AUTHORIZED, 150 * KIB)).isEqualTo(507);
        assertThat(put("/files/alice/more", AUTHORIZED, 120 * KIB)).isEqualTo(201);
    }

    @Test
    void uploadsOfAnEarlierProcess_count() throws Exception {
        String id = Listeners.open(vertx, HTTP, config);
        part(AUTHORIZED, 90 * KIB);
        assertThat(status("POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: " + 100 * KIB + FILE_NAME
                        + AUTHORIZED))
                .isEqualTo(201);

        vertx.undeploy(id).await(20, TimeUnit.SECONDS);
        Listeners.open(vertx, HTTP, config);

        assertThat(put("/files/alice/more", AUTHORIZED, 120 * KIB)).isEqualTo(507);
        assertThat(put("/files/alice/more", AUTHORIZED, 100 * KIB)).isEqualTo(201);
    }

    @Test
    void linkWithMaxBytes_holdsOverItsParts_andOverTheFileOfThem() throws Exception {
        Listeners.open(vertx, HTTP, config);
        String link = asToken(10, 100);
        String part = part(link, 6);

        assertThat(RawHttp.request(port(), partHead(link, 6), new byte[6]).status())
                .isEqualTo(413);
        assertThat(status(concatenation(link, part, part))).isEqualTo(413);
        String second = part(link, 4);
        assertThat(status(concatenation(link, part, second))).isEqualTo(201);
        assertThat(status(concatenation(link, part, second))).isEqualTo(413);
        assertThat(Files.size(root.resolve("in/file"))).isEqualTo(10);
    }

    @Test
    void linkForOneUpload_takesNoOther_alsoAfterARestart() throws Exception {
        String id = Listeners.open(vertx, HTTP, config);
        String link = asToken(10, 1);
        String deferred =
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Defer-Length: 1\nUpload-Metadata: filename "
                        + Base64.getEncoder().encodeToString("in/file".getBytes(UTF_8)) + link;
        RawHttp.Reply created = RawHttp.request(port(), deferred);
        assertThat(created.status()).isEqualTo(201);
        assertThat(status(deferred)).isEqualTo(403);
        assertThat(put("/files/in/file", link, 1)).isEqualTo(403);

        vertx.undeploy(id).await(20, TimeUnit.SECONDS);
        Listeners.open(vertx, HTTP, config);

        assertThat(status(deferred)).isEqualTo(403);
        String upload = Objects.requireNonNull(created.header("Location"));
        assertThat(status("DELETE " + upload + " HTTP/1.1\nTus-Resumable: 1.0.0" + link))
                .isEqualTo(204);
        assertThat(put("/files/in/file", link, 10)).isEqualTo(201);
        assertThat(put("/files/in/file", link, 10)).isEqualTo(403);
        assertThat(put("/files/in/other", link, 1)).isEqualTo(403);
    }

    /** Eight at once, of which one is admitted. */
    @Test
    void uploadsThatBeginAtOnce_areCountedToo() throws Exception {
        Listeners.open(vertx, HTTP, config);
        String link = asToken(Long.MAX_VALUE, 1);
        List<Integer> statuses = IntStream.range(0, ATTEMPTS)
                .parallel()
                .map(i -> status(
                        "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 10\nUpload-Metadata: filename "
                                + Base64.getEncoder().encodeToString("in/file".getBytes(UTF_8)) + link))
                .boxed()
                .toList();
        assertThat(statuses).containsOnlyOnce(201).contains(403).hasSize(ATTEMPTS);
    }

    @ParameterizedTest
    @CsvSource({
        "io.chunkgate.http.HttpServerVerticle, HTTP",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC",
        "io.chunkgate.tcp.TcpServerVerticle, TCP"
    })
    void linkForTwoUploads_takesTwo_onEveryProtocol(String verticle, Listener listener) throws Exception {
        Listeners.open(vertx, verticle, config);
        String link = link(Long.MAX_VALUE, 2).target(key);
        GatewayUrl url = new GatewayUrl(listener.label(), "127.0.0.1", Listeners.port(vertx, listener), "");
        GatewayClient client = GatewayClient.of(vertx, url, GatewayAccess.withToken(link));
        UploadRequest request = new UploadRequest("in/file", OptionalLong.of(10), false);
        assertThat(outcome(client.create(request))).isEqualTo("OK");
        assertThat(outcome(client.create(request))).isEqualTo("OK");
        assertThat(outcome(client.create(request)))
                .startsWith("PERMISSION_DENIED: uploads with this link: 2 (expected: fewer than 2; ");
        client.close().await(10, TimeUnit.SECONDS);
    }

    private static String outcome(Future<RemoteUpload> creating) throws Exception {
        try {
            creating.await(10, TimeUnit.SECONDS).close();
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    private String part(String authorization, int size) throws Exception {
        RawHttp.Reply reply = RawHttp.request(port(), partHead(authorization, size), new byte[size]);
        assertThat(reply.status()).as(reply::text).isEqualTo(201);
        return Objects.requireNonNull(reply.header("Location"));
    }

    private static String partHead(String authorization, int size) {
        return "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Concat: partial\nUpload-Length: " + size
                + "\nContent-Type: application/offset+octet-stream" + named(authorization);
    }

    private static String concatenation(String authorization, String... parts) {
        return "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Concat: final;" + String.join(" ", parts)
                + named(authorization);
    }

    /** Alice writes her folder, and a link writes its file. */
    private static String named(String authorization) {
        return (authorization.equals(AUTHORIZED)
                        ? FILE_NAME
                        : "\nUpload-Metadata: filename "
                                + Base64.getEncoder().encodeToString("in/file".getBytes(UTF_8)))
                + authorization;
    }

    private int put(String path, String authorization, int size) throws IOException {
        return RawHttp.request(port(), "PUT " + path + " HTTP/1.1" + authorization, new byte[size])
                .status();
    }

    private int status(String head) {
        try {
            return RawHttp.request(port(), head).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port() {
        return Listeners.port(vertx, Listener.HTTP);
    }

    private String asToken(long maxBytes, int maxUploads) {
        return "\nAuthorization: Bearer " + link(maxBytes, maxUploads).target(key);
    }

    private static SignedLink link(long maxBytes, int maxUploads) {
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 600);
        return new SignedLink(FileName.of("in/file"), "PUT", end, maxBytes, maxUploads, "k1");
    }

    /** The bytes of all files in the store that are no records. */
    private long storedBytes() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".json"))
                    .filter(file ->
                            !file.startsWith(root.resolve(".chunkgate/ended")) && !file.endsWith(".chunkgate/id"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
