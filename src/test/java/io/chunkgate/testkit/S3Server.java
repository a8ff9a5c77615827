package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.config.S3Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A real S3 server in its own process: S3Proxy over a folder, in the jar that the build copied to {@code target/s3}.
 * If {@code CHUNKGATE_TEST_S3_ENDPOINT} names a running server, it is the shared one; its keys are then
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}.
 */
public final class S3Server implements AutoCloseable {
    private static final String EXTERNAL = System.getenv().getOrDefault("CHUNKGATE_TEST_S3_ENDPOINT", "");
    private static final String KEY = System.getenv().getOrDefault("AWS_ACCESS_KEY_ID", "tester");
    private static final String SECRET = System.getenv().getOrDefault("AWS_SECRET_ACCESS_KEY", "of-the-tests");
    private static final String REGION = "us-east-1";

    private final URI endpoint;
    private final List<String> command;
    private RunningCommand program;
    private @Nullable S3AsyncClient client;

    private S3Server(URI endpoint, List<String> command, RunningCommand program) {
        this.endpoint = endpoint;
        this.command = command;
        this.program = program;
    }

    private static final class Shared {
        private static final S3Server SERVER = EXTERNAL.isEmpty() ? startUntilExit() : external();
    }

    /** The server of all tests of this JVM. Each test creates its own bucket. */
    public static S3Server shared() {
        return Shared.SERVER;
    }

    /** A server that a test can kill; the caller closes it. */
    public static S3Server start(Path folder) {
        int port = Ports.free();
        List<String> command = command(port, folder);
        S3Server server = new S3Server(
                URI.create("http://127.0.0.1:" + port),
                command,
                Command.of(command.toArray()).start());
        server.awaitOpen();
        return server;
    }

    /** The credentials as environment variables. */
    public static Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
    }

    public int port() {
        return endpoint.getPort();
    }

    /** The settings of a store in a new, empty bucket. */
    public S3Config newBucket() {
        // The first credentials source of the SDK.
        System.setProperty("aws.accessKeyId", KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
        String bucket = "b" + UUID.randomUUID();
        client().createBucket(create -> create.bucket(bucket)).join();
        return new S3Config(endpoint.toString(), bucket, "some/prefix/", REGION, true);
    }

    /** A client of the SDK; closed with this server. */
    public synchronized S3AsyncClient client() {
        if (client == null) {
            client = newClient();
        }
        return client;
    }

    private S3AsyncClient newClient() {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .build();
    }

    /** The settings with another port of this machine, such as that of a proxy. */
    public static S3Config through(S3Config config, int port) {
        return new S3Config(
                "http://127.0.0.1:" + port, config.bucket(), config.prefix(), config.region(), config.pathStyle());
    }

    /** Sends SIGKILL. */
    public void kill() {
        program.kill();
        program.await();
        program.close();
    }

    /** Starts a killed server again, on the same port and folder. */
    public void startAgain() {
        program = Command.of(command.toArray()).start();
        awaitOpen();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        program.close();
    }

    private static S3Server external() {
        return new S3Server(URI.create(EXTERNAL), List.of(), Command.of("true").start());
    }

    private static S3Server startUntilExit() {
        try {
            Path folder = Files.createTempDirectory("s3");
            S3Server server = start(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                Command.of("rm", "-rf", folder).run();
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line; options are system properties, and the properties file is empty. */
    private static List<String> command(int port, Path folder) {
        Path jar = Path.of("target/s3/s3proxy.jar").toAbsolutePath();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Ds3proxy.endpoint=http://127.0.0.1:" + port,
                "-Ds3proxy.authorization=aws-v2-or-v4",
                "-Ds3proxy.identity=" + KEY,
                "-Ds3proxy.credential=" + SECRET,
                "-Djclouds.provider=filesystem",
                "-Djclouds.filesystem.basedir=" + folder,
                "-jar",
                jar.toString(),
                "--properties",
                "/dev/null");
    }

    private void awaitOpen() {
        eventually(Duration.ofMinutes(1), () -> program, this::isOpen);
    }

    private boolean isOpen() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
