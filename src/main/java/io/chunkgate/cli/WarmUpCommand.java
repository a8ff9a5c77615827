package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Listener;
import io.chunkgate.server.launch.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code chunkgate rehearse}: does what the program is for once, on free ports of this machine and in a temporary folder.
 * The launcher has the JVM note which classes that takes, and every later start begins with them.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Serves an empty folder, moves a file through each door, and ends.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class WarmUpCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 30;
    private static final int LONGEST_SECONDS = 60;

    private final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

    @Override
    public Integer call() throws IOException, TimeoutException {
        endInTime();
        Path folder = Files.createTempDirectory("chunkgate");
        try {
            return warmUp(folder);
        } finally {
            delete(folder);
        }
    }

    /** Nobody is to wait for a rehearsal that hangs, whatever it hangs in. */
    private static void endInTime() {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
                Runtime.getRuntime().halt(ExitCode.FAILURE);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        watch.setDaemon(true);
        watch.start();
    }

    private int warmUp(Path folder) throws IOException, TimeoutException {
        GatewayConfig config = config(folder.resolve("files"));
        Gateway gateway = Gateway.start(config).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            StopSignal.install();
            new StartReport(config, gateway.endpoints()).print(nowhere);
            Path file = Files.writeString(folder.resolve("file"), "chunkgate");
            boolean isWhole = gateway.endpoints().stream().allMatch(endpoint -> moves(folder, file, endpoint));
            return isWhole ? ExitCode.OK : ExitCode.FAILURE;
        } finally {
            gateway.stop().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static GatewayConfig config(Path root) {
        ConfigLayers layers = new ConfigLayers();
        List.of("store.root=" + root, "http.port=0", "grpc.port=0", "tcp.port=0")
                .forEach(layers::addAssignment);
        return layers.build();
    }

    private boolean moves(Path folder, Path file, Endpoint endpoint) {
        String url = url(endpoint);
        return runs(folder, "put", file.toString(), url)
                && runs(folder, "get", "--force", url, folder.resolve("copy").toString())
                && runs(folder, "cat", url)
                && runs(folder, "stat", url)
                && (endpoint.listener() == Listener.TCP || runs(folder, "rm", url));
    }

    private static String url(Endpoint endpoint) {
        String path = endpoint.listener() == Listener.HTTP ? "/files/" : "/";
        return endpoint.listener().label() + "://" + endpoint.host() + ":" + endpoint.port() + path
                + endpoint.listener().label();
    }

    private boolean runs(Path folder, String... command) {
        StandardStreams streams =
                new StandardStreams(InputStream.nullInputStream(), OutputStream.nullOutputStream(), false);
        Map<String, String> variables = Map.of("XDG_STATE_HOME", folder.toString());
        Environment environment = new Environment(variables, Optional.empty(), streams);
        return new CommandLineProgram(environment, nowhere, nowhere).run(command) == ExitCode.OK;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(WarmUpCommand::deleteOne);
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
