package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program, started as a user starts it ({@code ./chunkgate serve}), every door on a port of its own choice.
 * The integration tests run after Maven packaged it.
 *
 * <p>{@link #close} stops it, and fails the test when it did not end by itself or left something behind.
 */
public final class PackagedGateway implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("chunkgate").toAbsolutePath();
    /** A program starts slowly on a machine that is busy with other tests. */
    private static final Duration START = Duration.ofMinutes(1);
    /** Ended by a program that was asked to (SIGTERM) and said so, or that a shell reports as such. */
    private static final List<Integer> STOPPED = List.of(0, 128 + 15);
    /** What the gateway, Netty or the JVM write when something went wrong that no client may have seen. */
    private static final List<String> ALARMS = List.of("Fault ", "LEAK:", "OutOfMemoryError");

    private final Command command;
    private final RunningCommand program;
    private final Path root;

    private PackagedGateway(Command command, Path root) {
        this.command = command;
        this.program = command.start();
        this.root = root;
    }

    /**
     * Starts it and waits until the HTTP, gRPC and TCP doors are open.
     *
     * @param root    the folder to serve
     * @param options more options of {@code serve}, such as {@code --set}, {@code tcp.downloadPort=0}
     */
    public static PackagedGateway start(Path root, Object... options) {
        return start(serve(root).with(options), root);
    }

    /**
     * Starts it with a command of the caller's, made of {@link #serve}, so with another environment.
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

    /** As {@link #serve(Path)}, on ports that are the same when the command is run again. */
    public static Command serveOnFixedPorts(Path root) {
        return serve(root, Ports.free(), Ports.free(), Ports.free());
    }

    private static Command serve(Path root, int http, int grpc, int tcp) {
        return Command.of(LAUNCHER, "serve", root, "--http-port", http, "--grpc-port", grpc, "--tcp-port", tcp)
                .in(root);
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        program.kill();
        awaitKilled();
    }

    /** Waits until it was killed, by whomever. */
    public void awaitKilled() {
        program.await();
    }

    /** Starts what was killed anew, with the same command; this one is closed. */
    public PackagedGateway startAgain() {
        program.close();
        return start(command, root);
    }

    /** The port of one of its listeners, read from what it printed; the test fails when it does not open. */
    public int port(Listener listener) {
        eventually(START, () -> program, () -> !program.isAlive() || isPrinted(listener));
        return printedPort(listener)
                .orElseThrow(() -> new AssertionError("no address of " + listener.label() + ": " + program));
    }

    /** {@code 127.0.0.1:port} of one of its listeners. */
    public String address(Listener listener) {
        return "127.0.0.1:" + port(listener);
    }

    /** The address of a file on the HTTP door. */
    public String url(String name) {
        return "http://" + address(Listener.HTTP) + "/files/" + name;
    }

    public long pid() {
        return program.pid();
    }

    /** The folder that it serves. */
    public Path root() {
        return root;
    }

    /** What it wrote so far. */
    public String output() {
        return program.out() + program.err();
    }

    /** Waits until every transfer closed its file. */
    public void awaitIdle() {
        eventually(this::openFiles, () -> openFiles().isEmpty());
    }

    /** Asks it to stop (SIGTERM) and waits until it did. */
    public CommandResult stop() {
        program.terminate();
        return program.await();
    }

    @Override
    public void close() {
        close(ALARMS);
    }

    /** As {@link #close}, of one whose disk was broken, which it is to report. */
    public void closeAfterFault() {
        close(List.of("LEAK:", "OutOfMemoryError"));
    }

    private void close(List<String> alarms) {
        try (program) {
            awaitIdle();
            CommandResult end = stop();
            assertThat(end.exitCode()).as("exit code of %s", program).isIn(STOPPED);
            assertThat(output()).doesNotContain(alarms);
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

    private boolean isPrinted(Listener listener) {
        return printedPort(listener).isPresent();
    }

    private Optional<Integer> printedPort(Listener listener) {
        Matcher matcher = Pattern.compile(line(listener), Pattern.MULTILINE).matcher(program.out());
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** The line that it prints for a listener, with the port as a group. */
    private static String line(Listener listener) {
        String address = "127\\.0\\.0\\.1:(\\d+)";
        return switch (listener) {
            case HTTP -> "^ +http +https?://" + address + "/files/$";
            case GRPC -> "^ +grpc +" + address + "( with TLS)?$";
            case TCP -> "^ +tcp +" + address + "$";
            case TCP_DOWNLOAD -> "^ +tcp +" + address + " gives .*$";
            case TCP_TLS -> "^ +tcp +" + address + " with TLS$";
        };
    }
}
