package io.chunkgate.cli;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The report of a started gateway: what it serves, its addresses, and an example command. */
final class StartReport {
    private final GatewayConfig config;
    private final List<Endpoint> endpoints;

    StartReport(GatewayConfig config, List<Endpoint> endpoints) {
        this.config = config;
        this.endpoints = endpoints;
    }

    void print(PrintWriter out) {
        Path folder = Path.of(config.store().root()).toAbsolutePath().normalize();
        out.println("chunkgate serves "
                + (isLocal() ? folder : "the bucket '" + config.s3().bucket() + "'"));
        endpoints.forEach(endpoint -> out.println(line(endpoint)));
        if (!config.access().hasRules()) {
            out.println("Everyone who reaches these addresses can read and write; access.rules restricts that.");
        }
        endpoints.stream()
                .filter(endpoint -> endpoint.listener() == Listener.HTTP && isPlainAndOpen())
                .findFirst()
                .ifPresent(http -> out.println("Try: " + example(folder, http)));
        out.flush();
    }

    private boolean isLocal() {
        return !config.store().type().equals("s3");
    }

    /** Whether the example works without credentials and certificates. */
    private boolean isPlainAndOpen() {
        return !config.access().hasRules() && !config.tls().isOn();
    }

    private String line(Endpoint endpoint) {
        String address = CurlLine.authority(endpoint.host(), endpoint.port());
        return switch (endpoint.listener()) {
            case HTTP -> "  http  " + (config.tls().isOn() ? "https://" : "http://") + address + "/files/";
            case GRPC -> "  grpc  " + address + (config.tls().isOn() ? " with TLS" : "");
            case TCP_TLS -> "  tcp   " + address + " with TLS";
            case TCP -> "  tcp   " + address;
            case TCP_DOWNLOAD -> "  tcp   " + address + " sends " + config.tcp().downloadFile();
        };
    }

    private String example(Path folder, Endpoint http) {
        return (isLocal() ? ExampleFile.below(folder) : Optional.<FileName>empty())
                .map(name -> CurlLine.download(http.host(), http.port(), name))
                .orElseGet(() -> CurlLine.health(http.host(), http.port()));
    }
}
