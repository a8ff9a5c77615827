package io.chunkgate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.doctor.Finding.Verdict;
import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CheckedVertx.class)
class DoctorTest {
    private static final Path LOCALHOST = Path.of("conf/cluster-localhost.xml");
    private static final Path LAN = Path.of("conf/cluster-lan.xml");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:03:00Z, FAIL", "2026-11-21T12:00:00Z, OK", "2107-01-01T00:00:00Z, FAIL"})
    void wrongClock_fails(Instant now, Verdict verdict) {
        assertThat(ClockCheck.run(now::toEpochMilli, Optional.empty()))
                .extracting(Finding::verdict)
                .containsExactly(verdict);
    }

    @ParameterizedTest
    @CsvSource({"yes, OK", "no, WARN"})
    void clockThatIsNotSynchronized_warns(String isSynchronized, Verdict verdict) {
        assertThat(ClockCheck.run(System::currentTimeMillis, Optional.of(isSynchronized)))
                .extracting(Finding::verdict)
                .containsExactly(verdict);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, OK", "utf8, OK", "ANSI_X3.4-1968, FAIL", "ISO-8859-1, FAIL", "'', FAIL"})
    void encodingOfFileNamesOtherThanUtf8_fails(String encoding, Verdict verdict) {
        assertThat(LocaleCheck.run(encoding)).extracting(Finding::verdict).containsExactly(verdict);
    }

    @Test
    void portInUse_fails_andNamesProcess() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Finding> findings = PortsCheck.run(config("http.port", other.getLocalPort()));

            assertThat(findings.get(0).subject()).isEqualTo("http.port");
            assertThat(findings.get(0).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(findings.get(0).found())
                    .startsWith(other.getLocalPort() + " on 127.0.0.1 is in use by process "
                            + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void duplicatePort_failsForSecondListener() throws IOException {
        int port = Ports.free();

        List<Finding> findings = PortsCheck.run(config("http.port", port, "grpc.port", port, "tcp.port", 0));

        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.FAIL, Verdict.OK);
    }

    @Test
    void foreignHost_fails() throws IOException {
        assertThat(PortsCheck.run(config("server.host", "192.0.2.1", "http.port", 0))
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(PortsCheck.run(config("http.enabled", false, "grpc.enabled", false, "tcp.enabled", false)))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL);
    }

    @Test
    void certificate_isCheckedWithKeyAndExpiry(Vertx vertx) throws Exception {
        Certificates certificates = new Certificates(folder);
        Certificates.Pair good = certificates.server("good");
        Certificates.Pair other = certificates.server("other");
        Certificates.Pair expired = certificates.expired("expired");
        Certificates.Pair ending = certificates.ending("ending");

        assertThat(tls(vertx, good.certificate(), good.key())).isEqualTo(Verdict.OK);
        assertThat(tls(vertx, good.certificate(), other.key())).isEqualTo(Verdict.FAIL);
        assertThat(tls(vertx, expired.certificate(), expired.key())).isEqualTo(Verdict.FAIL);
        assertThat(tls(vertx, ending.certificate(), ending.key())).isEqualTo(Verdict.WARN);
        assertThat(tls(vertx, folder.resolve("missing"), good.key())).isEqualTo(Verdict.FAIL);
    }

    @Test
    void networkWithoutTls_warns(Vertx vertx) {
        assertThat(CertificateCheck.run(vertx, config("server.host", "0.0.0.0")))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.WARN);
        assertThat(CertificateCheck.run(vertx, config("server.host", "127.0.0.1")))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "linkKeys", "jwtKeys"})
    void malformedAccessFile_failsAlone(String broken, Vertx vertx) throws IOException {
        Path rules = Files.writeString(folder.resolve("rules"), "{\"anonymous\": {\"/\": \"read\"}}");
        Path file = Files.writeString(folder.resolve("file"), "what is this\n");
        GatewayConfig config = config(
                "access.rules", rules, "access." + broken, file, "access.jwtIssuer", "a", "access.jwtAudience", "b");

        List<Finding> findings = AccessCheck.run(vertx, config);

        assertThat(findings).extracting(Finding::subject).containsExactly("access.rules", "access." + broken);
        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.FAIL);
    }

    @Test
    void rules_areChecked_andRequiredInNetwork(Vertx vertx) throws IOException {
        Path rules = Files.writeString(folder.resolve("rules"), "{\"anonymous\": {\"/\": \"raed\"}}");

        assertThat(access(vertx, "access.rules", rules)).isEqualTo(Verdict.FAIL);
        assertThat(access(vertx, "access.tokens", rules)).isEqualTo(Verdict.FAIL);
        assertThat(access(vertx, "server.host", "0.0.0.0")).isEqualTo(Verdict.FAIL);
        assertThat(access(vertx, "server.host", "0.0.0.0", "access.open", true)).isEqualTo(Verdict.WARN);
        assertThat(access(vertx)).isEqualTo(Verdict.OK);
    }

    @Test
    void worldReadableSecrets_andWorldWritableRules_warn() throws IOException {
        Path open = file("open", "rw-r--rw-");
        Path closed = file("closed", "rw-------");

        for (String key : List.of("tls.key", "access.linkKeys", "access.tokens", "access.rules", "access.jwtKeys")) {
            assertThat(SecretsCheck.run(config(key, open)))
                    .as(key)
                    .isNotEmpty()
                    .allMatch(finding -> finding.verdict() == Verdict.WARN);
            assertThat(SecretsCheck.run(config(key, closed)))
                    .as(key)
                    .isNotEmpty()
                    .allMatch(finding -> finding.verdict() == Verdict.OK);
        }
    }

    @Test
    void ownSecretThatItsGroupMayRead_warns() throws IOException {
        Path shared = file("shared", "rw-r-----");
        assertThat(SecretsCheck.run(config("tls.key", shared)))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.WARN);
        assertThat(SecretsCheck.run(config("access.rules", shared)))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.OK);
    }

    @Test
    void fileInTheServedFolder_fails() throws IOException {
        Path key = file("key", "rw-------");
        Path linked = Files.createSymbolicLink(folder.resolve("link"), key);
        Path served = Files.createDirectory(folder.resolve("served"));
        Path secret = Files.createFile(served.resolve("secret"));
        Path outward = Files.createSymbolicLink(served.resolve("outward"), key);
        Path inward = Files.createSymbolicLink(folder.resolve("inward"), secret);
        for (Path file : List.of(secret, outward, inward)) {
            assertThat(SecretsCheck.run(config("tls.key", file, "store.root", served)))
                    .as(file.toString())
                    .extracting(Finding::verdict)
                    .containsExactly(Verdict.FAIL);
        }
        assertThat(SecretsCheck.run(config("tls.key", linked, "store.root", served)))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.OK);
    }

    @Test
    void accessLog_mustBeWritable() throws IOException {
        Path there = Files.createFile(folder.resolve("there.log"));

        assertThat(accessLog(there)).containsExactly(Verdict.OK);
        assertThat(accessLog(folder.resolve("new.log"))).containsExactly(Verdict.OK);
        assertThat(accessLog(folder)).containsExactly(Verdict.FAIL);
        assertThat(accessLog(folder.resolve("missing/new.log"))).containsExactly(Verdict.FAIL);
        assertThat(accessLog(Path.of("-"))).isEmpty();
        assertThat(folder.resolve("new.log")).doesNotExist();
    }

    private static List<Verdict> accessLog(Path file) {
        return AccessLogCheck.run(config("accessLog.file", file)).stream()
                .map(Finding::verdict)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1024, WARN", "65536, OK", "unlimited, OK"})
    void lowOpenFilesLimit_warns(String limit, Verdict verdict) throws IOException {
        Path limits = Files.writeString(
                folder.resolve("limits"), "Max open files            " + limit + "                 1048576  files\n");

        assertThat(OpenFilesCheck.run(config(), limits))
                .extracting(Finding::verdict)
                .containsExactly(verdict);
        assertThat(OpenFilesCheck.run(config(), folder.resolve("elsewhere"))).isEmpty();
    }

    @Test
    void clusterFile_isParsed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.xml"), "<config>");

        assertThat(cluster("cluster.jgroups", LOCALHOST)).containsExactly(Verdict.OK, Verdict.OK, Verdict.WARN);
        assertThat(cluster("cluster.jgroups", folder.resolve("missing.xml")))
                .containsExactly(Verdict.FAIL, Verdict.WARN, Verdict.WARN);
        assertThat(cluster("cluster.jgroups", broken)).containsExactly(Verdict.FAIL, Verdict.WARN, Verdict.WARN);
        assertThat(ClusterCheck.run(config())).isEmpty();
    }

    @Test
    void clusterWithoutASecret_warnsOnOtherAddressesThanLoopback() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "x".repeat(32));
        Path weak = Files.writeString(folder.resolve("weak"), "x");

        assertThat(clusterSecret(LAN, "")).isEqualTo(Verdict.WARN);
        assertThat(clusterSecret(LAN, secret.toString())).isEqualTo(Verdict.OK);
        assertThat(clusterSecret(LAN, weak.toString())).isEqualTo(Verdict.FAIL);
        assertThat(clusterSecret(LOCALHOST, "")).isEqualTo(Verdict.OK);
        assertThat(clusterSecret(LOCALHOST, "", "cluster.busHost", "0.0.0.0")).isEqualTo(Verdict.WARN);
        assertThat(clusterSecret(LOCALHOST, "", "server.host", "192.0.2.1")).isEqualTo(Verdict.WARN);
    }

    private static Verdict clusterSecret(Path jgroups, String secret, Object... more) {
        Object[] settings = Stream.concat(
                        Stream.of(
                                "cluster.enabled",
                                true,
                                "cluster.sharedStore",
                                true,
                                "cluster.jgroups",
                                jgroups,
                                "cluster.secret",
                                secret),
                        Stream.of(more))
                .toArray();
        return ClusterCheck.run(config(settings)).get(1).verdict();
    }

    @Test
    void unreachableStore_fails(Vertx vertx) throws Exception {
        GatewayConfig config =
                config("store.type", "s3", "s3.bucket", "files", "s3.endpoint", "http://127.0.0.1:" + Ports.free());

        assertThat(StoreCheck.run(vertx, config)).extracting(Finding::verdict).containsExactly(Verdict.FAIL);
        assertThat(StoreCheck.run(vertx, config("store.type", "tape")))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL);
    }

    @Test
    void processorWithAvx512_isReported() throws IOException {
        Path processors = Files.writeString(folder.resolve("cpuinfo"), "flags\t\t: sse avx512f avx512dq\n");

        assertThat(JvmCheck.run(processors)).extracting(Finding::subject).contains("AVX-512");
        assertThat(JvmCheck.run(folder.resolve("elsewhere")))
                .extracting(Finding::subject)
                .doesNotContain("AVX-512");
    }

    @Test
    void checkThatThrows_isAFailure() {
        Doctor.Check broken = new Doctor.Check("moon", () -> {
            throw new IOException("behind clouds");
        });

        assertThat(Doctor.run(broken)).containsExactly(Finding.fail("moon", "behind clouds", "a completed check"));
    }

    private static Verdict tls(Vertx vertx, Path certificate, Path key) {
        return CertificateCheck.run(vertx, config("tls.certificate", certificate, "tls.key", key))
                .get(0)
                .verdict();
    }

    private static Verdict access(Vertx vertx, Object... settings) {
        return AccessCheck.run(vertx, config(settings)).get(0).verdict();
    }

    private static List<Verdict> cluster(String key, Object value) {
        return ClusterCheck.run(config("cluster.enabled", true, "cluster.sharedStore", true, key, value)).stream()
                .map(Finding::verdict)
                .toList();
    }

    private Path file(String name, String permissions) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** @param settings {@code section.key} and value in turn */
    private static GatewayConfig config(Object... settings) {
        JsonObject tree = new JsonObject();
        for (int i = 0; i < settings.length; i += 2) {
            String[] key = settings[i].toString().split("\\.", 2);
            Object value = settings[i + 1] instanceof Path path ? path.toString() : settings[i + 1];
            if (!tree.containsKey(key[0])) {
                tree.put(key[0], new JsonObject());
            }
            tree.getJsonObject(key[0]).put(key[1], value);
        }
        return GatewayConfig.from(tree);
    }
}
