package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.BindError;
import io.chunkgate.server.ConfiguredPorts;
import io.chunkgate.server.net.Listener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks whether every listener can bind its port, by binding all of them at the same time. */
final class PortsCheck {
    private PortsCheck() {}

    static List<Finding> run(GatewayConfig config) throws IOException {
        Map<Listener, Integer> ports = ConfiguredPorts.of(config);
        if (ports.isEmpty()) {
            return List.of(Finding.fail("http.enabled, grpc.enabled, tcp.enabled", "all false", "at least one true"));
        }
        InetAddress host;
        try {
            host = InetAddress.getByName(config.server().host());
        } catch (UnknownHostException e) {
            return List.of(Finding.fail(
                    "server.host", config.server().host() + " is unknown", "an address or a name of this machine"));
        }
        return listen(host, ports);
    }

    private static List<Finding> listen(InetAddress host, Map<Listener, Integer> ports) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        try {
            List<Finding> findings = new ArrayList<>();
            for (Map.Entry<Listener, Integer> port : ports.entrySet()) {
                findings.add(listen(host, port.getKey().portSetting(), port.getValue(), open));
            }
            return findings;
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }

    private static Finding listen(InetAddress host, String setting, int port, List<ServerSocket> open)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        open.add(socket);
        String address = port + " on " + host.getHostAddress();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(setting, port == 0 ? "any free port" : address + " is free");
        } catch (BindException e) {
            return BindError.of(e) == BindError.ADDRESS_IN_USE
                    ? Finding.fail(
                            setting, address + " is in use" + PortOwner.of(port).orElse(""), "a free port")
                    : Finding.fail(
                            setting, address + ": " + e.getMessage(), "an address and a port that this user can bind");
        }
    }
}
