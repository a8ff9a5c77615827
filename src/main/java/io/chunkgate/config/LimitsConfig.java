package io.chunkgate.config;

/**
 * Section {@code limits}: limits for clients of all protocols.
 *
 * @param maxFileSize               maximum size of an uploaded file, in bytes; the default is 1 TiB
 * @param minFreeSpace              bytes of the disk that must stay free; below, uploads are refused while downloads
 *                                   continue
 * @param maxConnections            maximum of connections to one listener at the same time
 * @param maxConnectionsPerAddress  maximum of these from one IPv4 address or one IPv6 /64 network; 0 for no limit. All
 *                                   clients of a proxy have its address; connections of {@code server.trustedProxies} are
 *                                   not counted
 * @param maxTransfersPerPrincipal  maximum of concurrent downloads and uploads of one principal over all protocols; for
 *                                   {@code anonymous}, of one address; 0 for no limit
 * @param maxOpenUploadsPerPrincipal maximum of unfinished uploads of one principal, or of one address as above; at the
 *                                   maximum, its own upload that is idle for the longest time expires for a new one; 0 for
 *                                   no limit but {@code uploads.maxOpen}
 * @param maxFollowersPerPrincipal  maximum of concurrent downloads of unfinished uploads of one principal, or of one
 *                                   address as above; 0 for no limit
 * @param maxEventStreamsPerPrincipal maximum of concurrent event streams of {@code GET /transfers} of one principal, or of
 *                                   one address as above; 0 for no limit
 * @param maxListingsPerPrincipal   maximum of concurrent listings of one principal, or of one address as above; 0 for no
 *                                   limit
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
        @Key.Range(value = Ranges.TIB, min = 1) long maxFileSize,
        @Key.Range(value = 64L * Ranges.MIB) long minFreeSpace,
        @Key.Reloadable @Key.Range(value = 4096, min = 1, max = 1_000_000) int maxConnections,
        @Key.Reloadable @Key.Range(value = 2048, max = 1_000_000) int maxConnectionsPerAddress,
        @Key.Reloadable @Key.Range(value = 2048, max = 1_000_000) int maxTransfersPerPrincipal,
        @Key.Range(value = 1000, max = 1_000_000) int maxOpenUploadsPerPrincipal,
        @Key.Reloadable @Key.Range(value = 512, max = 1_000_000) int maxFollowersPerPrincipal,
        @Key.Reloadable @Key.Range(value = 16, max = 1_000_000) int maxEventStreamsPerPrincipal,
        @Key.Reloadable @Key.Range(value = 64, max = 1_000_000) int maxListingsPerPrincipal,
        @Key.Reloadable @Key.Range(value = 0, min = Ranges.MIN_BYTES_PER_SECOND, orZero = true) long bytesPerSecond,
        @Key.Reloadable @Key.Range(value = 0, min = Ranges.MIN_BYTES_PER_SECOND, orZero = true)
                long bytesPerSecondPerTransfer,
        @Key.Reloadable @Key.Range(value = 100, max = Integer.MAX_VALUE) int minDownloadBytesPerSecond,
        @Key.Range(value = 500, min = 1, max = 1_000_000) int maxControlFramesPerSecond,
        @Key.Reloadable @Key.Range(value = 20_000, max = Ranges.MAX_TIMEOUT_MS) int headTimeoutMs,
        @Key.Reloadable @Key.Range(value = 256 * Ranges.KIB, max = Integer.MAX_VALUE) int maxUnsentBytes)
        implements ConfigSection {}
