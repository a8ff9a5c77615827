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
 * @param windowSize      HTTP/2 flow-control window of a call in bytes: what a client may send ahead. It limits the
 *                         memory of an upload and, with the round-trip time, its rate
 */
public record GrpcConfig(
        boolean enabled,
        int port,
        int chunkSize,
        int maxMessageSize,
        int maxMetadataSize,
        int idleTimeoutMs,
        int windowSize)
        implements ConfigSection {
    static GrpcConfig from(Section section) {
        return new GrpcConfig(
                section.flag("enabled", true),
                section.integer("port", 50_051, 0, Ranges.MAX_PORT),
                section.integer("chunkSize", 32 * Ranges.KIB, 1, Ranges.MIB),
                section.integer("maxMessageSize", 4 * Ranges.MIB, Ranges.KIB, 64 * Ranges.MIB),
                section.integer("maxMetadataSize", 16 * Ranges.KIB, 4 * Ranges.KIB, 256 * Ranges.KIB),
                section.integer("idleTimeoutMs", 300_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.integer("windowSize", 256 * Ranges.KIB, 65_535, 64 * Ranges.MIB));
    }

    /** How long a call may stall; a stall is detected after one to two of these, before the connection is idle. */
    public long stallTimeoutMillis() {
        return (idleTimeoutMs + 2L) / 3;
    }
}
