package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.SettingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code chunkgate serve}. {@link #read} merges them with the environment and the configuration file. */
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

    @Option(names = "--no-http", description = "Do not start the HTTP server.")
    private boolean noHttp;

    @Option(names = "--no-grpc", description = "Do not start the gRPC server.")
    private boolean noGrpc;

    @Option(names = "--no-tcp", description = "Do not start the TCP server.")
    private boolean noTcp;

    @Option(names = "--open", description = "Allow everyone to read and write, even on addresses other than loopback.")
    private boolean open;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Use TLS with this certificate (PEM).")
    private @Nullable String certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key of the certificate (PEM).")
    private @Nullable String key;

    @Option(names = "--tls-self-signed", description = "Use TLS with a self-signed certificate, for tests.")
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
            description = "A setting of the configuration file; repeatable.")
    private List<String> assignments = new ArrayList<>();

    /** @throws io.chunkgate.config.ConfigException for an unknown key or an invalid value */
    GatewayConfig read(Environment environment) {
        ConfigLayers layers = new ConfigLayers();
        Optional<Path> file = Optional.ofNullable(configFile).or(environment::configFile);
        file.ifPresent(layers::addFile);
        OpenTelemetryVariables.addTo(layers, environment.variables());
        layers.addEnvironment(environment.variables());
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
        GatewayConfig config = layers.build();
        file.map(path -> new SettingFile("--conf", path, SettingFile.Kind.TRUSTED))
                .ifPresent(path -> path.requireOutside(config.store()));
        return config;
    }

    private static void add(ConfigLayers layers, String setting, @Nullable String value) {
        if (value != null) {
            layers.addAssignment(setting + "=" + value);
        }
    }
}
