package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.Gateway;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chunkgate serve}: starts the gateway and keeps it until a signal ends it. */
@Command(
        name = "serve",
        description = "Serves a folder until it is stopped by Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "What wins, from first to last: these options, --set, the environment",
            "(CHUNKGATE_HTTP_PORT=8081), the configuration file, the defaults.",
            "",
            "The first signal stops new connections and lets running transfers end for",
            "as long as server.drainTimeoutMs says; a second one ends at once.",
            "",
            "Examples:",
            "  chunkgate serve /srv/files",
            "  chunkgate serve --host 0.0.0.0 --open --http-port 80 --no-grpc /srv/files",
            "  chunkgate serve --set limits.maxFileSize=5000000000 --no-tcp"
        })
final class ServeCommand implements Callable<Integer> {
    /** Beyond the drain time: what the doors need to close after it. */
    private static final long CLOSING_MILLIS = 5_000;

    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The folder, created if missing (default: ./files).")
    private @Nullable String folder;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on (default: 127.0.0.1); 0.0.0.0 or :: for all.")
    private @Nullable String host;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Port for HTTP (default: 8080); 0 for any.")
    private @Nullable String httpPort;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "Port for gRPC (default: 50051); 0 for any.")
    private @Nullable String grpcPort;

    @Option(names = "--tcp-port", paramLabel = "PORT", description = "Port for TCP (default: 9000); 0 for any.")
    private @Nullable String tcpPort;

    @Option(names = "--no-http", description = "Do not open the HTTP door.")
    private boolean noHttp;

    @Option(names = "--no-grpc", description = "Do not open the gRPC door.")
    private boolean noGrpc;

    @Option(names = "--no-tcp", description = "Do not open the TCP door.")
    private boolean noTcp;

    @Option(names = "--open", description = "Let everybody read and write, also on other addresses than loopback.")
    private boolean open;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Speak TLS with this certificate (PEM).")
    private @Nullable String certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM).")
    private @Nullable String key;

    @Option(names = "--tls-self-signed", description = "Speak TLS with a certificate made up now, to try it out.")
    private boolean selfSigned;

    @Option(names = "--cluster", description = "Join the cluster that cluster.jgroups describes.")
    private boolean cluster;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "Configuration file (default: conf/chunkgate.json of the installation).")
    private @Nullable Path configFile;

    @Option(
            names = "--set",
            paramLabel = "SECTION.KEY=VALUE",
            description = "Any setting of the configuration file; repeatable.")
    private List<String> assignments = new ArrayList<>();

    ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException, TimeoutException {
        GatewayConfig config = config();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();

        Gateway gateway = Gateway.start(config).await();
        StopSignal stop = StopSignal.install();
        new StartReport(config, gateway.endpoints()).print(out);

        String signal = stop.await();
        err.println(farewell(signal, gateway.transferCount(), config.server().drainTimeoutMs()));
        gateway.stop().await(config.server().drainTimeoutMs() + CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        return ExitCode.OK;
    }

    private GatewayConfig config() {
        ConfigLayers layers = new ConfigLayers();
        Optional.ofNullable(configFile).or(surroundings::configFile).ifPresent(layers::addFile);
        OpenTelemetryVariables.addTo(layers, surroundings.environment());
        layers.addEnvironment(surroundings.environment());
        assignments.forEach(layers::addAssignment);
        add(layers, "store.root", folder);
        add(layers, "server.host", host);
        add(layers, "http.port", httpPort);
        add(layers, "grpc.port", grpcPort);
        add(layers, "tcp.port", tcpPort);
        add(layers, "http.enabled", noHttp ? "false" : null);
        add(layers, "grpc.enabled", noGrpc ? "false" : null);
        add(layers, "tcp.enabled", noTcp ? "false" : null);
        add(layers, "access.open", open ? "true" : null);
        add(layers, "tls.certificate", certificate);
        add(layers, "tls.key", key);
        add(layers, "tls.selfSigned", selfSigned ? "true" : null);
        add(layers, "cluster.enabled", cluster ? "true" : null);
        return layers.build();
    }

    private static void add(ConfigLayers layers, String setting, @Nullable String value) {
        if (value != null) {
            layers.addAssignment(setting + "=" + value);
        }
    }

    private static String farewell(String signal, int transferCount, int drainTimeoutMs) {
        return "chunkgate: SIG" + signal + ", stopping"
                + (transferCount == 0
                        ? ""
                        : "; running transfers (" + transferCount + ") have " + drainTimeoutMs + " ms to end");
    }
}
