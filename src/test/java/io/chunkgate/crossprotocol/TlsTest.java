package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real TLS handshakes with every server. */
@ExtendWith(CheckedVertx.class)
class TlsTest {
    private static final int SIZE = 3_000_001;
    private static final int PART = 100_003;

    private enum ServerUnderTest {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, "https"),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, "grpcs"),
        TCP("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP_TLS, "tcps");

        private final String verticle;
        private final Listener listener;
        private final String scheme;

        ServerUnderTest(String verticle, Listener listener, String scheme) {
            this.verticle = verticle;
            this.listener = listener;
            this.scheme = scheme;
        }
    }

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private final List<GatewayClient> clients = new ArrayList<>();
    private Vertx vertx;
    private Certificates certificates;
    private Certificates.Pair own;
    private JsonObject config;

    @BeforeEach
    void certify(Vertx vertx) throws Exception {
        this.vertx = vertx;
        certificates = new Certificates(conf);
        own = certificates.server("server");
        config = Listeners.config(root).put("tls", section(own));
        config.getJsonObject("tcp").put("tlsPort", 0);
    }

    @AfterEach
    void closeClients() throws Exception {
        for (GatewayClient client : clients) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, auto", "HTTP, jdk", "GRPC, auto", "GRPC, jdk", "TCP, auto", "TCP, jdk"})
    void file_isUploadedAndDownloaded(ServerUnderTest server, String engine) throws Exception {
        config.getJsonObject("tls").put("engine", engine);
        Listeners.open(vertx, server.verticle, config);
        byte[] bytes = TestData.file(root.resolve("file.bin"), SIZE);
        GatewayClient client = client(server, trusting());

        assertThat(download(client)).isEqualTo(bytes);

        byte[] sent = TestData.bytes(SIZE);
        upload(client, sent);
        assertThat(root.resolve("up.bin")).hasBinaryContent(sent);
    }

    @ParameterizedTest
    @EnumSource
    void untrustedCertificate_isRefused(ServerUnderTest server) throws Exception {
        Listeners.open(vertx, server.verticle, config);

        assertThat(outcome(client(server, GatewayAccess.ANONYMOUS).stat("file.bin")))
                .isEqualTo(ErrorCode.UNAUTHENTICATED.name());
    }

    @ParameterizedTest
    @EnumSource
    void replacedCertificate_isReloaded_andAnInvalidOneIsIgnored(ServerUnderTest server) throws Exception {
        Listeners.open(vertx, server.verticle, config);
        assertThat(subject(server)).isEqualTo("CN=server");

        own.replaceBy(certificates.server("renewed"));
        eventually(() -> subject(server), () -> subject(server).equals("CN=renewed"));

        Files.writeString(own.certificate(), "garbage");
        own.replaceBy(certificates.server("third"));
        eventually(() -> subject(server), () -> subject(server).equals("CN=third"));
    }

    @ParameterizedTest
    @EnumSource
    void clientCertificate_identifiesTheClient(ServerUnderTest server) throws Exception {
        config.getJsonObject("tls").put("clientCa", certificates.authorities().toString());
        Path rules = Files.writeString(conf.resolve("rules.json"), "{\"alice\": {\"alice/\": \"read\"}}");
        config.put("access", new JsonObject().put("rules", rules.toString()));
        Files.createDirectory(root.resolve("alice"));
        Files.writeString(root.resolve("alice/file"), "content");
        Files.writeString(root.resolve("file"), "content");
        Listeners.open(vertx, server.verticle, config);

        GatewayClient alice = client(server, showing(certificates.client("alice")));
        GatewayClient bob = client(server, showing(certificates.client("bob")));

        assertThat(outcome(alice.stat("alice/file"))).isEqualTo("OK");
        assertThat(outcome(alice.stat("file"))).isEqualTo("PERMISSION_DENIED");
        assertThat(outcome(bob.stat("alice/file"))).isEqualTo("PERMISSION_DENIED");
        assertThat(outcome(client(server, trusting()).stat("alice/file"))).isEqualTo("UNAUTHENTICATED");
    }

    @ParameterizedTest
    @EnumSource
    void replacedAuthority_endsWhatItsClientsDo(ServerUnderTest server) throws Exception {
        Path trusted = Files.copy(certificates.authorities(), conf.resolve("trusted.pem"));
        Path rules = Files.writeString(conf.resolve("rules.json"), "{\"alice\": {\"/\": \"read\"}}");
        config.getJsonObject("tls").put("clientCa", trusted.toString());
        config.put("access", new JsonObject().put("rules", rules.toString()).put("recheckMs", 100));
        LargeFiles.sparse(root.resolve("large"), 8L << 30);
        Listeners.open(vertx, server.verticle, config);
        GatewayClient alice = client(server, showing(certificates.client("alice")));
        alice.read(ReadRequest.whole("large")).await(10, TimeUnit.SECONDS);
        Transfers transfers = Transfers.of(vertx);
        assertThat(transfers.running()).hasSize(1);

        Certificates others = new Certificates(Files.createDirectory(conf.resolve("others")));
        Files.copy(others.authorities(), trusted, StandardCopyOption.REPLACE_EXISTING);

        eventually(transfers::running, () -> transfers.running().isEmpty());
        assertThat(outcome(alice.stat("large"))).isNotEqualTo("OK");
    }

    @ParameterizedTest
    @EnumSource
    void clientWithoutTheRequiredCertificate_isRefused(ServerUnderTest server) throws Exception {
        config.getJsonObject("tls")
                .put("clientCa", certificates.authorities().toString())
                .put("clientAuth", "required");
        Files.writeString(root.resolve("file"), "content");
        Listeners.open(vertx, server.verticle, config);

        assertThat(outcome(client(server, trusting()).stat("file"))).isNotEqualTo("OK");
        assertThat(outcome(client(server, showing(certificates.client("bob"))).stat("file")))
                .isEqualTo("OK");
    }

    @ParameterizedTest
    @EnumSource
    void clearTextClient_isRefused(ServerUnderTest server) throws Exception {
        Listeners.open(vertx, server.verticle, config);
        GatewayUrl url = new GatewayUrl(
                server.scheme.substring(0, server.scheme.length() - 1),
                "127.0.0.1",
                Listeners.port(vertx, server.listener),
                "");
        GatewayClient client = GatewayClient.of(vertx, url);
        clients.add(client);

        assertThatThrownBy(() -> client.stat("file").await(10, TimeUnit.SECONDS))
                .hasMessageEndingWith("(expected: " + server.scheme + "://, as the port uses TLS)");
    }

    @ParameterizedTest
    @EnumSource
    void unknownAuthority_isNamed_withItsOption(ServerUnderTest server) throws Exception {
        Listeners.open(vertx, server.verticle, config);

        assertThatThrownBy(() ->
                        client(server, GatewayAccess.ANONYMOUS).stat("file").await(10, TimeUnit.SECONDS))
                .hasMessageContaining("TLS: the certificate is not of a known authority")
                .hasMessageContaining("--cacert");
    }

    @ParameterizedTest
    @EnumSource
    void generatedCertificate_isUsed(ServerUnderTest server) throws Exception {
        config.put("tls", new JsonObject().put("selfSigned", true));
        Listeners.open(vertx, server.verticle, config);

        assertThat(subject(server)).isEqualTo("CN=chunkgate self-signed");
    }

    @ParameterizedTest
    @EnumSource
    void invalidTlsFiles_areReportedInOneLine(ServerUnderTest server) throws Exception {
        Certificates.Pair other = certificates.server("other");
        Certificates.Pair expired = certificates.expired("expired");
        Path garbage = Files.writeString(conf.resolve("garbage"), "garbage");

        assertRefused(server, section(expired), "tls.certificate: " + expired.certificate() + ": expired at 2");
        assertRefused(
                server,
                section(new Certificates.Pair(own.certificate(), other.key())),
                "tls.key: " + other.key() + ": not the key of the certificate with the subject CN=server");
        assertRefused(
                server, section(new Certificates.Pair(garbage, own.key())), "tls.certificate: " + garbage + ": no");
        assertRefused(
                server,
                section(new Certificates.Pair(own.certificate(), garbage)),
                "tls.key: " + garbage + ": not readable (expected: one private key in PEM, not encrypted)");
        assertRefused(
                server,
                section(new Certificates.Pair(conf.resolve("missing"), own.key())),
                "tls.certificate: " + conf.resolve("missing") + ": no such file");
        assertRefused(server, new JsonObject().put("key", "x"), "tls.certificate, tls.key: only one is set");
    }

    private void assertRefused(ServerUnderTest server, JsonObject section, String message) {
        assertThatThrownBy(() ->
                        Listeners.open(vertx, server.verticle, config.copy().put("tls", section)))
                .hasMessageStartingWith(message);
    }

    private static JsonObject section(Certificates.Pair pair) {
        return new JsonObject()
                .put("certificate", pair.certificate().toString())
                .put("key", pair.key().toString());
    }

    private GatewayAccess trusting() {
        return GatewayAccess.ANONYMOUS.trusting(certificates.authorities());
    }

    private GatewayAccess showing(Certificates.Pair pair) {
        return trusting().showing(pair.certificate(), pair.key());
    }

    private GatewayClient client(ServerUnderTest server, GatewayAccess access) {
        GatewayUrl url = new GatewayUrl(server.scheme, "127.0.0.1", Listeners.port(vertx, server.listener), "");
        GatewayClient client = GatewayClient.of(vertx, url, access);
        clients.add(client);
        return client;
    }

    private byte[] download(GatewayClient client) throws Exception {
        Buffer all = Buffer.buffer();
        var read = client.read(ReadRequest.whole("file.bin")).await(10, TimeUnit.SECONDS);
        Promise<Void> end = Promise.promise();
        read.bytes()
                .exceptionHandler(end::tryFail)
                .endHandler(v -> end.tryComplete())
                .handler(all::appendBuffer);
        read.bytes().resume();
        end.future().await(20, TimeUnit.SECONDS);
        return all.getBytes();
    }

    private static void upload(GatewayClient client, byte[] bytes) throws Exception {
        RemoteUpload upload = client.create(new UploadRequest("up.bin", OptionalLong.of(bytes.length), false))
                .await(10, TimeUnit.SECONDS);
        for (int start = 0; start < bytes.length; start += PART) {
            Buffer part = Buffer.buffer(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + PART)));
            upload.write(part).await(20, TimeUnit.SECONDS);
        }
        upload.commit(TestData.sha256(bytes)).await(20, TimeUnit.SECONDS);
        upload.close();
    }

    private static String outcome(Future<?> call) {
        try {
            call.await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code().name();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** The certificate that the server sends to a new connection. */
    private String subject(ServerUnderTest server) {
        try (SSLSocket socket = (SSLSocket)
                trustingAll().getSocketFactory().createSocket("127.0.0.1", Listeners.port(vertx, server.listener))) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
