package io.chunkgate.config;

/**
 * Section {@code grpc}: the gRPC server.
 *
 * @param enabled        whether the server is started
 * @param port           port of the server; 0 for any free port
 * @param chunkSize      file bytes in each message of a download, except the last one; 1 to 1048576
 * @param maxMessageSize maximum size of a message from a client, in bytes
 * @param idleTimeoutMs  a connection without any transferred byte for this long is closed; 0 for never
 * @param windowSize     HTTP/2 flow-control window in bytes: what a client may send ahead. It limits the memory of a
 *                        connection and, with the round-trip time, the rate of an upload
 */
public record GrpcConfig(
        @Key.Flag(true) boolean enabled,
        @Key.Range(value = 50_051, max = Ranges.MAX_PORT) int port,
        @Key.Range(value = 32 * Ranges.KIB, min = 1, max = Ranges.MIB) int chunkSize,
        @Key.Range(value = 4 * Ranges.MIB, min = Ranges.KIB, max = 64 * Ranges.MIB) int maxMessageSize,
        @Key.Range(value = 300_000, max = Ranges.MAX_TIMEOUT_MS) int idleTimeoutMs,
        // RFC 9113 section 6.9.2: a connection starts with 65,535 bytes, and its window can only be raised.
        @Key.Range(value = Ranges.MIB, min = 65_535, max = 64 * Ranges.MIB) int windowSize)
        implements ConfigSection {
    /** How long a call may stall; a stall is detected after one to two of these, before the connection is idle. */
    public long stallTimeoutMillis() {
        return (idleTimeoutMs + 2L) / 3;
    }
}
