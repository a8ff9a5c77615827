package io.chunkgate.config;

/**
 * Section {@code server}: settings of all listeners.
 *
 * @param host           address or host name on which every listener binds; {@code 0.0.0.0} or {@code ::} for all
 *                        addresses of the machine
 * @param drainTimeoutMs how long running transfers may continue after the signal to stop; 0 aborts them at once
 * @param instances      verticle instances of each listener, each on its own event loop; 0 for one per event loop
 */
public record ServerConfig(String host, int drainTimeoutMs, int instances) implements ConfigSection {
    static ServerConfig from(Section section) {
        return new ServerConfig(
                section.requiredText("host", "127.0.0.1"),
                section.integer("drainTimeoutMs", 10_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.integer("instances", 0, 0, 1024));
    }
}
