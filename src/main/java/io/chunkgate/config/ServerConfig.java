package io.chunkgate.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Section {@code server}: settings of all listeners.
 *
 * @param host           address or host name on which every listener binds; {@code 0.0.0.0} or {@code ::} for all
 *                        addresses of the machine
 * @param drainTimeoutMs how long running transfers may continue after the signal to stop; 0 aborts them at once
 * @param healthTimeoutMs how long a check of the health may take; one that takes longer has failed
 * @param instances      verticle instances of each listener, each on its own event loop; 0 for one per event loop
 * @param allowedHosts   host names in requests, beside those of loopback, that are accepted, separated by commas, such as
 *                        {@code files.example.org, *.example.net}; {@code *} for all. Empty for all, but on a loopback
 *                        address without {@code access.rules} for none
 * @param trustedProxies addresses and networks of proxies, separated by commas, such as {@code 127.0.0.1, 10.0.0.0/8}.
 *                        From these alone, Forwarded or X-Forwarded-For, -Proto, -Host and -Prefix are believed
 */
public record ServerConfig(
        @Key.Text(value = "127.0.0.1", required = true) String host,
        @Key.Range(value = 10_000, max = Ranges.MAX_TIMEOUT_MS) int drainTimeoutMs,
        @Key.Range(value = 1000, min = 1, max = Ranges.MAX_TIMEOUT_MS) int healthTimeoutMs,
        @Key.Range(value = 0, max = 1024) int instances,
        @Key.Text String allowedHosts,
        @Key.Text String trustedProxies)
        implements ConfigSection {
    public ServerConfig {
        HostNames.parse("server.allowedHosts", allowedHosts);
        Networks.parse("server.trustedProxies", trustedProxies);
    }

    public HostNames hosts() {
        return HostNames.parse("server.allowedHosts", allowedHosts);
    }

    public Networks proxies() {
        return Networks.parse("server.trustedProxies", trustedProxies);
    }

    /** Whether the host is a loopback address; true for an unknown name, on which no listener can bind. Blocks. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
