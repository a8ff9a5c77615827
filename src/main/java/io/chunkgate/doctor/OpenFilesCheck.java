package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.ConfiguredPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks whether the process can open as many connections and files as the configuration allows. */
final class OpenFilesCheck extends Check {
    /** Libraries, listeners, pipes and temporary files. */
    private static final long OTHERS = 512;

    private final GatewayConfig config;
    private final Path limits;

    /** @param limits /proc/self/limits of Linux */
    OpenFilesCheck(GatewayConfig config, Path limits) {
        super("open files");
        this.config = config;
        this.limits = limits;
    }

    @Override
    List<Finding> run() throws IOException {
        Optional<String> limit = limit();
        if (limit.isEmpty()) {
            return List.of();
        }
        long listeners = ConfiguredPorts.of(config).size();
        long required =
                listeners * config.limits().maxConnections() + config.store().maxOpenFiles() + OTHERS;
        String found = "this process can open " + limit.get() + " files";
        boolean isSufficient = !limit.get().matches("\\d+") || Long.parseLong(limit.get()) >= required;
        return List.of(
                isSufficient
                        ? ok(found)
                        : warn(
                                found,
                                required
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
