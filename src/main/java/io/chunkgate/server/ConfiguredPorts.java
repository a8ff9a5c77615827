package io.chunkgate.server;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.net.Listener;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The ports that a configuration sets. */
public final class ConfiguredPorts {
    private ConfiguredPorts() {}

    /** Returns the port of each enabled listener; 0 for any free port. */
    public static Map<Listener, Integer> of(GatewayConfig config) {
        Map<Listener, Integer> ports = new EnumMap<>(Listener.class);
        if (config.http().enabled()) {
            ports.put(Listener.HTTP, config.http().port());
        }
        if (config.grpc().enabled()) {
            ports.put(Listener.GRPC, config.grpc().port());
        }
        if (config.tcp().enabled()) {
            ports.putAll(ofTcp(config));
        }
        return ports;
    }

    /**
     * Checks that there is a listener, and that each has a port of its own: Vert.x would treat two servers with one port as
     * instances of one server, and distribute connections among them.
     *
     * @throws ConfigException naming the settings
     */
    public static void require(GatewayConfig config) {
        Map<Listener, Integer> ports = of(config);
        if (ports.isEmpty() && !config.tcp().enabled()) {
            throw new ConfigException(
                    "http.enabled, grpc.enabled, tcp.enabled: all false (expected: at least one true)");
        }
        Map<Integer, Listener> owners = new HashMap<>();
        ports.forEach((listener, port) -> {
            Listener other = port == 0 ? null : owners.putIfAbsent(port, listener);
            if (other != null) {
                throw new ConfigException(other.portSetting() + ", " + listener.portSetting() + ": both " + port
                        + " (expected: a port for each)");
            }
        });
    }

    private static Map<Listener, Integer> ofTcp(GatewayConfig config) {
        TcpConfig tcp = config.tcp();
        Map<Listener, Integer> ports = new EnumMap<>(Listener.class);
        if (tcp.clear()) {
            ports.put(Listener.TCP, tcp.port());
        }
        if (tcp.clear() && !tcp.downloadFile().isEmpty()) {
            ports.put(Listener.TCP_DOWNLOAD, tcp.downloadPort());
        }
        if (config.tls().isOn()) {
            ports.put(Listener.TCP_TLS, tcp.tlsPort());
        }
        return ports;
    }
}
