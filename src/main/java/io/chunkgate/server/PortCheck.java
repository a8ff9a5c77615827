package io.chunkgate.server;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.door.Listener;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses a port that two listeners are to have. The system would not: Vert.x takes two servers with one port for
 * instances of one server and deals the connections out between them, so that every other client met the wrong door.
 */
final class PortCheck {
    private PortCheck() {}

    static void run(GatewayConfig config) {
        Map<Integer, Listener> owners = new HashMap<>();
        portsOf(config).forEach((listener, port) -> {
            Listener other = port == 0 ? null : owners.putIfAbsent(port, listener);
            if (other != null) {
                throw new ConfigException(other.portSetting() + ", " + listener.portSetting() + ": both " + port
                        + " (expected: a port for each)");
            }
        });
    }

    private static Map<Listener, Integer> portsOf(GatewayConfig config) {
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
