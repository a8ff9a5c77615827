package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.ConfiguredPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the process may hold as many connections and files open as the configuration allows. */
final class OpenFilesCheck implements Check {
    /** Libraries, listeners, pipes, and what is opened for a moment. */
    private static final long OTHERS = 512;

    private final GatewayConfig config;
    private final Path limits;

    /** @param limits what Linux tells of a process in /proc */
    OpenFilesCheck(GatewayConfig config, Path limits) {
        this.config = config;
        this.limits = limits;
    }

    @Override
    public String subject() {
        return "open files";
    }

    @Override
    public List<Finding> run() throws IOException {
        Optional<String> limit = limit();
        if (limit.isEmpty()) {
            return List.of();
        }
        long listeners = ConfiguredPorts.of(config).size();
        long wanted =
                listeners * config.limits().maxConnections() + config.store().maxOpenFiles() + OTHERS;
        String found = "this process may open " + limit.get();
        boolean isEnough = !limit.get().matches("\\d+") || Long.parseLong(limit.get()) >= wanted;
        return List.of(
                isEnough
                        ? Finding.ok(subject(), found)
                        : Finding.warn(
                                subject(),
                                found,
                                wanted
                                        + " for limits.maxConnections on each listener and store.maxOpenFiles: ulimit -n,"
                                        + " or LimitNOFILE of systemd"));
    }

    private Optional<String> limit() throws IOException {
        if (!Files.isReadable(limits)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(limits)) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split("\\s+", -1)[3])
                    .findFirst();
        }
    }
}
