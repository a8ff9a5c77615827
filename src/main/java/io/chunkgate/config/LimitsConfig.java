package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code limits}: what no client may exceed, on any door.
 *
 * @param maxFileSize    bytes of the largest file that is taken. The default is beyond most files and far below the sizes
 *                       that eight bytes of garbage announce on the TCP door, so that these are refused at once
 * @param minFreeSpace   bytes of the store's disk that uploads leave free; below, they are refused and downloads go on
 * @param maxConnections connections that one door holds at the same time; more are turned away
 * @param maxConnectionsPerAddress of these, those from one address of IPv4 or one /64 network of IPv6; 0 for any number.
 *                       The clients of a proxy have its address
 * @param maxTransfersPerPrincipal downloads and uploads that one principal has at the same time, on all doors together; of
 *                       {@code anonymous}, those that one address has. 0 for any number
 * @param bytesPerSecond what all downloads together may be sent, and all uploads together may bring; 0 for all that goes
 * @param bytesPerSecondPerTransfer the same for each of them
 * @param minDownloadBytesPerSecond a client that takes less of a download, on average over the door's idle timeout, is cut
 *                       off; 0 for any byte at all
 * @param maxControlFramesPerSecond resets in each direction, and settings, that one connection of HTTP/2 may have a second,
 *                       and a hundred times as many pings; beyond, it is closed. An honest client resets a stream for each
 *                       call that it cancels
 * @param headTimeoutMs  how long a client of HTTP or gRPC may take for its TLS handshake and first bytes, and from the first
 *                       byte of a request's head to its last; over HTTP/2 also for each frame other than DATA. 0 for as
 *                       long as the idle timeout lets it
 * @param maxUnsentBytes what the kernel holds for a connection beyond what its client has room for, so that many slow
 *                       readers do not fill the memory that all connections share; 0 for what the system sets. Linux alone
 */
public record LimitsConfig(
        long maxFileSize,
        long minFreeSpace,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxTransfersPerPrincipal,
        long bytesPerSecond,
        long bytesPerSecondPerTransfer,
        int minDownloadBytesPerSecond,
        int maxControlFramesPerSecond,
        int headTimeoutMs,
        int maxUnsentBytes) {
    /** Slower, pieces as they come from sockets would take longer than a client waits for anything. */
    private static final int SLOWEST_BYTES_PER_SECOND = 16 * Ranges.KIB;

    static LimitsConfig from(Section section) {
        return new LimitsConfig(
                section.number("maxFileSize", Ranges.TIB, 1, Long.MAX_VALUE),
                section.number("minFreeSpace", 64L * Ranges.MIB, 0, Long.MAX_VALUE),
                section.integer("maxConnections", 4096, 1, 1_000_000),
                section.integer("maxConnectionsPerAddress", 2048, 0, 1_000_000),
                section.integer("maxTransfersPerPrincipal", 2048, 0, 1_000_000),
                rate(section, "bytesPerSecond"),
                rate(section, "bytesPerSecondPerTransfer"),
                section.integer("minDownloadBytesPerSecond", 100, 0, Integer.MAX_VALUE),
                section.integer("maxControlFramesPerSecond", 500, 1, 1_000_000),
                section.integer("headTimeoutMs", 20_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.integer("maxUnsentBytes", 256 * Ranges.KIB, 0, Integer.MAX_VALUE));
    }

    private static long rate(Section section, String key) {
        return section.zeroOr(key, SLOWEST_BYTES_PER_SECOND, Long.MAX_VALUE);
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("maxFileSize", maxFileSize)
                .put("minFreeSpace", minFreeSpace)
                .put("maxConnections", maxConnections)
                .put("maxConnectionsPerAddress", maxConnectionsPerAddress)
                .put("maxTransfersPerPrincipal", maxTransfersPerPrincipal)
                .put("bytesPerSecond", bytesPerSecond)
                .put("bytesPerSecondPerTransfer", bytesPerSecondPerTransfer)
                .put("minDownloadBytesPerSecond", minDownloadBytesPerSecond)
                .put("maxControlFramesPerSecond", maxControlFramesPerSecond)
                .put("headTimeoutMs", headTimeoutMs)
                .put("maxUnsentBytes", maxUnsentBytes);
    }
}
