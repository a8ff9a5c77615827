package io.chunkgate.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Section {@code server}: settings of all listeners.
 *
 * @param host           address or host name on which every listener binds; {@code 0.0.0.0} or {@code ::} for all
 *                        addresses of the machine
 * @param drainTimeoutMs how long running transfers may continue after the signal to stop; 0 aborts them at once
 * @param instances      verticle instances of each listener, each on its own event loop; 0 for one per event loop
 */
public record ServerConfig(
        @Key.Text(value = "127.0.0.1", required = true) String host,
        @Key.Range(value = 10_000, max = Ranges.MAX_TIMEOUT_MS) int drainTimeoutMs,
        @Key.Range(value = 0, max = 1024) int instances)
        implements ConfigSection {
    /** Whether the host is a loopback address; true for an unknown name, on which no listener can bind. Blocks. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
