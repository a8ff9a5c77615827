package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.ConfiguredPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks whether the process can open as many connections and files as the configuration allows. */
final class OpenFilesCheck {
    static final String SUBJECT = "open files";
    /** Libraries, listeners, pipes and temporary files. */
    private static final long OTHERS = 512;

    private OpenFilesCheck() {}

    /** @param limits /proc/self/limits of Linux */
    static List<Finding> run(GatewayConfig config, Path limits) {
        Optional<String> limit = PortOwner.lines(limits).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+", -1)[3])
                .findFirst();
        if (limit.isEmpty()) {
            return List.of();
        }
        long listeners = ConfiguredPorts.of(config).size();
        long required =
                listeners * config.limits().maxConnections() + config.store().maxOpenFiles() + OTHERS;
        String found = "this process can open " + limit.get() + " files";
        boolean isSufficient = !limit.get().matches("\\d+") || Long.parseLong(limit.get()) >= required;
        String expected = required + " for limits.maxConnections on each listener and store.maxOpenFiles: ulimit -n,"
                + " or LimitNOFILE of systemd";
        return List.of(Finding.okIf(isSufficient, SUBJECT, found, expected));
    }
}
