package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.GatewayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code chunkgate serve} can be told, and what it comes to together with the environment and the file. */
final class ServeOptions {
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

    /** @throws io.chunkgate.config.ConfigException for a key or a value that cannot be */
    GatewayConfig read(Environment environment) {
        ConfigLayers layers = new ConfigLayers();
        Optional.ofNullable(configFile).or(environment::configFile).ifPresent(layers::addFile);
        OpenTelemetryVariables.addTo(layers, environment.environment());
        layers.addEnvironment(environment.environment());
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
}
