package io.chunkgate.server.launch;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.ConfiguredPorts;
import io.chunkgate.server.Listener;
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
        ConfiguredPorts.of(config).forEach((listener, port) -> {
            Listener other = port == 0 ? null : owners.putIfAbsent(port, listener);
            if (other != null) {
                throw new ConfigException(other.portSetting() + ", " + listener.portSetting() + ": both " + port
                        + " (expected: a port for each)");
            }
        });
    }
}
