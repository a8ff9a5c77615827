package io.chunkgate.s3;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.S3Config;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.StallingProxy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with a bucket: with little memory, killed, and with a killed S3 server. */
@Timeout(600)
@Requires(Need.CURL)
class S3GatewayIT {
    private static final long GIBIBYTE = 1L << 30;
    private static final long SIZE = 64L * 1024 * 1024;

    @TempDir
    private Path folder;

    @TempDir
    private static Path bytes;

    private static S3Server server;
    private S3Config bucket;

    @BeforeAll
    static void startServer() {
        server = S3Server.start(bytes);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void newBucket() {
        bucket = server.newBucket();
    }

    private Command serve() {
        return PackagedGateway.serveBucket(folder, bucket)
                .withEnvironment("JAVA_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1");
    }

    @Test
    void gibibyte_isTransferredBothWaysInLittleMemory() {
        Path source = LargeFiles.sparse(folder.resolve("source.bin"), GIBIBYTE);
        try (PackagedGateway gateway = PackagedGateway.start(serve(), folder)) {
            String url = gateway.url("large.bin");
            Command.of("curl", "-sSf", "-T", source, url).run().succeeded();
            Command.bash("curl -sSf \"$1\" | cmp - \"$2\"", url, source).run().succeeded();
            assertThat(gateway.output()).contains("the bucket '" + bucket.bucket() + "'");
        }
    }

    @Test
    void killedGateway_losesNoAcknowledgedByte() {
        Path source = LargeFiles.random(folder.resolve("source.bin"), SIZE);
        PackagedGateway gateway = PackagedGateway.start(serve(), folder);
        try (StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(SIZE / 2);
            try (RunningCommand put = put(source, proxy.port()).start()) {
                eventually(Duration.ofMinutes(1), put::err, proxy::isStalled);
                gateway.kill();
                gateway = gateway.startAgain();
                proxy.resume();
                assertThat(put.await().succeeded().out()).containsPattern("sha256 [0-9a-f]{64} ok\n");
            }
            assertThat(proxy.bytesToServer()).isLessThan(SIZE + SIZE / 2);
        }
        assertSame(gateway, source);
        gateway.close();
    }

    @Test
    void upload_completesAfterS3ServerRestart() {
        Path source = LargeFiles.random(folder.resolve("source.bin"), SIZE);
        try (PackagedGateway gateway = PackagedGateway.start(serve(), folder);
                StallingProxy proxy = new StallingProxy(gateway.port(Listener.HTTP))) {
            proxy.stallAfter(SIZE / 2);
            try (RunningCommand put = put(source, proxy.port()).start()) {
                eventually(Duration.ofMinutes(1), put::err, proxy::isStalled);
                server.kill();
                proxy.resume();
                assertThat(statusOf(gateway.url("x"))).isEqualTo("503 1");
                server.startAgain();
                put.await().succeeded();
            }
            assertSame(gateway, source);
        }
    }

    @Test
    void gateway_waitsForTheServerAtItsStart(@TempDir Path objects) {
        try (S3Server late = S3Server.start(objects)) {
            bucket = late.newBucket();
            late.kill();
            CommandResult refused = serve().with("--no-wait").run();
            late.startAgain();
            assertThat(refused.exitCode()).isEqualTo(5);
            assertThat(refused.err()).contains("connection refused");
            late.kill();
            try (RunningCommand waiting = serve().start()) {
                eventually(
                        Duration.ofMinutes(1), waiting::err, () -> waiting.err().contains("Waiting for the store"));
                late.startAgain();
                eventually(
                        Duration.ofMinutes(1), waiting::err, () -> waiting.out().contains("chunkgate serves"));
                assertThat(waiting.err())
                        .containsOnlyOnce("Waiting for the store")
                        .contains("The store can be reached");
            }
        }
    }

    /** The status and Retry-After in seconds. */
    private static String statusOf(String url) {
        String shown = "%{http_code} %header{retry-after}";
        return Command.of("curl", "-s", "-o", "/dev/null", "-w", shown, url)
                .run()
                .succeeded()
                .out();
    }

    private void assertSame(PackagedGateway gateway, Path source) {
        Command.bash("curl -sSf \"$1\" | cmp - \"$2\"", gateway.url("file.bin"), source)
                .run()
                .succeeded();
    }

    private Command put(Path source, int port) {
        return Chunkgate.in(folder, "put", source, Chunkgate.url(Listener.HTTP, port, "file.bin"));
    }
}
