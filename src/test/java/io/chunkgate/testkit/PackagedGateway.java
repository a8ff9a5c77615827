package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.S3Config;
import io.chunkgate.server.net.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program, started with {@code ./chunkgate serve}, with a free port for every listener.
 *
 * <p>{@link #close} stops it, and fails the test if it did not stop gracefully or reported a fault.
 */
public final class PackagedGateway implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("chunkgate").toAbsolutePath();
    /** Long, because other tests may run at the same time. */
    private static final Duration START = Duration.ofMinutes(1);
    /** Exit codes after SIGTERM: of the program, or as a shell reports the signal. */
    private static final List<Integer> STOPPED = List.of(0, 128 + 15);
    /** Output of the gateway, Netty or the JVM that reports a fault. */
    private static final List<String> FAULTS = List.of("Fault ", "LEAK:", "OutOfMemoryError");

    private final Command command;
    private final RunningCommand program;
    private final Path root;

    private PackagedGateway(Command command, Path root) {
        this.command = command;
        this.program = command.start();
        this.root = root;
    }

    /**
     * Starts the gateway and waits until HTTP, gRPC and TCP accept connections.
     *
     * @param root    the folder to serve
     * @param options more options of {@code serve}, such as {@code --set}, {@code tcp.downloadPort=0}
     */
    public static PackagedGateway start(Path root, Object... options) {
        return start(serve(root).with(options), root);
    }

    /**
     * Starts the gateway with a command that was derived from {@link #serve}.
     *
     * @param root the folder that the command serves
     */
    public static PackagedGateway start(Command command, Path root) {
        PackagedGateway gateway = new PackagedGateway(command, root);
        gateway.awaitServers();
        return gateway;
    }

    /** The command that {@link #start(Path, Object...)} runs. */
    public static Command serve(Path root) {
        return serve(root, 0, 0, 0);
    }

    /** As {@link #serve(Path)}, with fixed ports for a restart. */
    public static Command serveOnFixedPorts(Path root) {
        return serve(root, Ports.free(), Ports.free(), Ports.free());
    }

    /** As {@link #serveOnFixedPorts(Path)}, with the files in a bucket. */
    public static Command serveBucket(Path root, S3Config bucket) {
        return serveOnFixedPorts(root)
                .with("--set", "store.type=s3")
                .with("--set", "s3.endpoint=" + bucket.endpoint())
                .with("--set", "s3.bucket=" + bucket.bucket())
                .with("--set", "s3.prefix=" + bucket.prefix())
                .withEnvironment(S3Server.environment());
    }

    private static Command serve(Path root, int http, int grpc, int tcp) {
        return Command.of(LAUNCHER, "serve", root, "--http-port", http, "--grpc-port", grpc, "--tcp-port", tcp)
                .in(root);
    }

    /** Sends SIGKILL. */
    public void kill() {
        program.kill();
        awaitKilled();
    }

    /** Waits for the end of the process. */
    public void awaitKilled() {
        program.await();
    }

    /** Starts a killed gateway again, with the same command. Closes this object. */
    public PackagedGateway startAgain() {
        program.close();
        return start(command, root);
    }

    /** The port of a listener, from the start report; fails the test if it is not opened. */
    public int port(Listener listener) {
        eventually(START, () -> program, () -> !program.isAlive() || isReported(listener));
        return reportedPort(listener)
                .orElseThrow(() -> new AssertionError("no address of " + listener.label() + ": " + program));
    }

    /** {@code 127.0.0.1:port} of a listener. */
    public String address(Listener listener) {
        return "127.0.0.1:" + port(listener);
    }

    /** The HTTP URL of a file. */
    public String url(String name) {
        return "http://" + address(Listener.HTTP) + "/files/" + name;
    }

    public long pid() {
        return program.pid();
    }

    /** The served folder. */
    public Path root() {
        return root;
    }

    /** The output so far. */
    public String output() {
        return program.out() + program.err();
    }

    /** Waits until all files are closed. */
    public void awaitIdle() {
        eventually(this::openFiles, () -> openFiles().isEmpty());
    }

    /** Sends SIGTERM and waits for the end. */
    public CommandResult stop() {
        program.terminate();
        return program.await();
    }

    @Override
    public void close() {
        close(FAULTS);
    }

    /** As {@link #close}, after a disk fault, which the gateway must report. */
    public void closeAfterFault() {
        close(List.of("LEAK:", "OutOfMemoryError"));
    }

    private void close(List<String> faults) {
        try (program) {
            awaitIdle();
            CommandResult end = stop();
            assertThat(end.exitCode()).as("exit code of %s", program).isIn(STOPPED);
            assertThat(output()).doesNotContain(faults);
        }
    }

    private void awaitServers() {
        try {
            List.of(Listener.HTTP, Listener.GRPC, Listener.TCP).forEach(this::port);
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private List<String> openFiles() {
        return Descriptors.openBelow(program.pid(), root);
    }

    private boolean isReported(Listener listener) {
        return reportedPort(listener).isPresent();
    }

    private Optional<Integer> reportedPort(Listener listener) {
        Matcher matcher = Pattern.compile(line(listener), Pattern.MULTILINE).matcher(program.out());
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** The line of a listener in the start report, with the port as a group. */
    private static String line(Listener listener) {
        String address = "127\\.0\\.0\\.1:(\\d+)";
        return switch (listener) {
            case HTTP -> "^ +http +https?://" + address + "/files/$";
            case GRPC -> "^ +grpc +" + address + "( with TLS)?$";
            case TCP -> "^ +tcp +" + address + "$";
            case TCP_DOWNLOAD -> "^ +tcp +" + address + " sends .*$";
            case TCP_TLS -> "^ +tcp +" + address + " with TLS$";
        };
    }
}
