package io.chunkgate.config;

/**
 * Section {@code limits}: limits for clients of all protocols.
 *
 * @param maxFileSize               maximum size of an uploaded file, in bytes; the default is 1 TiB
 * @param minFreeSpace              bytes of the disk that must stay free; below, uploads are refused while downloads
 *                                   continue
 * @param maxConnections            maximum of connections to one listener at the same time
 * @param maxConnectionsPerAddress  maximum of these from one IPv4 address or one IPv6 /64 network; 0 for no limit. All
 *                                   clients of a proxy have its address
 * @param maxTransfersPerPrincipal  maximum of concurrent downloads and uploads of one principal over all protocols; for
 *                                   {@code anonymous}, of one address; 0 for no limit
 * @param bytesPerSecond            maximum rate of all downloads together, and of all uploads together; 0 for no limit,
 *                                   else at least 16384
 * @param bytesPerSecondPerTransfer maximum rate of each transfer; 0 for no limit, else at least 16384
 * @param minDownloadBytesPerSecond a download that is slower, on average over the idle timeout, is aborted; 0 requires
 *                                   at least one byte
 * @param maxControlFramesPerSecond maximum of RST_STREAM frames in each direction, and of SETTINGS frames, on one
 *                                   HTTP/2 connection in a second, and a hundred times as many PING frames; beyond, the
 *                                   connection is closed
 * @param headTimeoutMs             how long an HTTP or gRPC client may take for its TLS handshake, for its first bytes,
 *                                   for the head of a request, and for each HTTP/2 frame other than DATA; 0 for the idle
 *                                   timeout
 * @param maxUnsentBytes            unsent bytes that the kernel buffers for one connection, so that many slow readers
 *                                   do not fill the memory that all connections share; 0 for the default of the system.
 *                                   Linux only
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
        int maxUnsentBytes)
        implements ConfigSection {
    /** Below this rate, a buffer from a socket would take longer than clients wait. */
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
}
