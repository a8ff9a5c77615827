package io.chunkgate.config;

/**
 * Section {@code grpc}: the gRPC server.
 *
 * @param enabled         whether the server is started
 * @param port            port of the server; 0 for any free port
 * @param chunkSize       file bytes in each message of a download, except the last one; 1 to 1048576
 * @param maxMessageSize  maximum size of a message from a client, in bytes
 * @param maxMetadataSize maximum size of the metadata of a call, in bytes, with 32 bytes added for each entry
 * @param idleTimeoutMs   a connection without any transferred byte for this long is closed; 0 for never
 * @param proxyProtocol   whether each connection begins with a PROXY header, version 1 or 2, that gives the client's
 *                         address; accepted only from {@code server.trustedProxies}, if there are any
 * @param windowSize      HTTP/2 flow-control window of a call in bytes: what a client may send ahead. It limits the
 *                         memory of an upload and, with the round-trip time, its rate
 */
public record GrpcConfig(
        @Key.Flag(true) boolean enabled,
        @Key.Range(value = 50_051, max = Ranges.MAX_PORT) int port,
        @Key.Range(value = 32 * Ranges.KIB, min = 1, max = Ranges.MIB) int chunkSize,
        @Key.Range(value = 4 * Ranges.MIB, min = Ranges.KIB, max = 64 * Ranges.MIB) int maxMessageSize,
        @Key.Range(value = 16 * Ranges.KIB, min = 4 * Ranges.KIB, max = 256 * Ranges.KIB) int maxMetadataSize,
        @Key.Range(value = 300_000, max = Ranges.MAX_TIMEOUT_MS) int idleTimeoutMs,
        @Key.Flag(false) boolean proxyProtocol,
        // RFC 9113 section 6.9.2: a connection starts with 65,535 bytes, and its window can only be raised.
        @Key.Range(value = 256 * Ranges.KIB, min = 65_535, max = 64 * Ranges.MIB) int windowSize)
        implements ConfigSection {
    /** How long a call may stall; a stall is detected after one to two of these, before the connection is idle. */
    public long stallTimeoutMillis() {
        return (idleTimeoutMs + 2L) / 3;
    }
}
