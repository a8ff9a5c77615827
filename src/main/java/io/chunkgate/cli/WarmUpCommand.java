package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.launch.Gateway;
import io.chunkgate.server.net.Listener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code chunkgate warm-up}: runs the main commands once, on free ports of this machine and in a temporary folder. The
 * launcher archives the classes that are loaded meanwhile (application class-data sharing) for faster starts.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Serves an empty folder, transfers a file over each protocol, and ends.")
final class WarmUpCommand extends Subcommand {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int MAX_SECONDS = 60;

    private final PrintWriter discarded = new PrintWriter(Writer.nullWriter());

    @Override
    public Integer call() throws IOException, TimeoutException {
        // Ends the process if the command hangs.
        CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(ExitCode.FAILURE));
        Path folder = Files.createTempDirectory("chunkgate");
        try {
            return warmUp(folder);
        } finally {
            delete(folder);
        }
    }

    private int warmUp(Path folder) throws IOException, TimeoutException {
        GatewayConfig config = config(folder.resolve("files"));
        Gateway gateway = Gateway.start(config).await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        try {
            StopSignal.install();
            ProgramClasses.load();
            new StartReport(config, gateway.endpoints()).print(discarded);
            Path file = Files.writeString(folder.resolve("file"), "chunkgate");
            boolean succeeded = gateway.endpoints().stream().allMatch(endpoint -> transfers(folder, file, endpoint));
            return succeeded ? ExitCode.OK : ExitCode.FAILURE;
        } finally {
            gateway.stop().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static GatewayConfig config(Path root) {
        ConfigLayers layers = new ConfigLayers();
        List.of("store.root=" + root, "http.port=0", "grpc.port=0", "tcp.port=0")
                .forEach(layers::addAssignment);
        return layers.build();
    }

    private boolean transfers(Path folder, Path file, Endpoint endpoint) {
        String url = url(endpoint);
        return succeeds(folder, "put", file.toString(), url)
                && succeeds(
                        folder, "get", "--force", url, folder.resolve("copy").toString())
                && succeeds(folder, "cat", url)
                && succeeds(folder, "stat", url)
                && (endpoint.listener() == Listener.TCP || succeeds(folder, "rm", url));
    }

    private static String url(Endpoint endpoint) {
        String path = endpoint.listener() == Listener.HTTP ? "/files/" : "/";
        return endpoint.listener().label() + "://" + endpoint.host() + ":" + endpoint.port() + path
                + endpoint.listener().label();
    }

    private boolean succeeds(Path folder, String... command) {
        Environment environment = Environment.isolated(Map.of("XDG_STATE_HOME", folder.toString()), Optional.empty());
        return new CommandLineProgram(environment, discarded, discarded).run(command) == ExitCode.OK;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
