package io.chunkgate.config;

/**
 * Section {@code tcp}: the TCP server, and the second listener that sends one file on connect.
 *
 * @param enabled            whether the server is started
 * @param port               port of the server, for raw mode and CGP; 0 for any free port
 * @param clear              whether the ports without TLS, {@code port} and {@code downloadPort}, are open; if not,
 *                            only {@code tlsPort} is
 * @param tlsPort            port with TLS, if section {@code tls} enables it; 0 for any free port
 * @param barePrincipal      principal, for {@code access.rules}, of clients without a certificate in raw mode and on
 *                            {@code downloadPort}; empty for {@code anonymous}
 * @param bareNameTemplate   name of a file that was uploaded in raw mode, with {@code {yyyyMMdd-HHmmss}} (UTC) and
 *                            {@code {id}} replaced
 * @param downloadFile       name of the file that is sent to every client of {@code downloadPort}; empty for no such
 *                            listener
 * @param downloadPort       port of the listener that sends {@code downloadFile}; 0 for any free port
 * @param downloadPrefix     whether the size of {@code downloadFile}, as 8 bytes, is sent before its bytes
 * @param handshakeTimeoutMs how long a client may take for its first 8 bytes, and with CGP for HELLO
 * @param idleTimeoutMs      a connection without any transferred byte for this long is closed; 0 for never
 * @param maxPayload         CGP: maximum payload of a frame with file bytes; 4096 to 16777216
 * @param window             CGP: how many bytes an upload may send ahead of the stored ones; a client may request up to
 *                            16 times as much. It also limits the inbound bytes in memory for one connection
 * @param maxTransfers       CGP: maximum of concurrent transfers on one connection
 */
public record TcpConfig(
        boolean enabled,
        int port,
        boolean clear,
        int tlsPort,
        String barePrincipal,
        String bareNameTemplate,
        String downloadFile,
        int downloadPort,
        boolean downloadPrefix,
        int handshakeTimeoutMs,
        int idleTimeoutMs,
        int maxPayload,
        int window,
        int maxTransfers)
        implements ConfigSection {
    static TcpConfig from(Section section) {
        return new TcpConfig(
                section.flag("enabled", true),
                section.integer("port", 9000, 0, Ranges.MAX_PORT),
                section.flag("clear", true),
                section.integer("tlsPort", 9443, 0, Ranges.MAX_PORT),
                section.text("barePrincipal", ""),
                section.requiredText("bareNameTemplate", "incoming/{yyyyMMdd-HHmmss}-{id}.bin"),
                section.text("downloadFile", ""),
                section.integer("downloadPort", 9001, 0, Ranges.MAX_PORT),
                section.flag("downloadPrefix", true),
                section.integer("handshakeTimeoutMs", 10_000, 1, Ranges.MAX_TIMEOUT_MS),
                section.integer("idleTimeoutMs", 60_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.integer("maxPayload", Ranges.MIB, 4 * Ranges.KIB, 16 * Ranges.MIB),
                section.integer("window", 8 * Ranges.MIB, 4 * Ranges.KIB, 64 * Ranges.MIB),
                section.integer("maxTransfers", 64, 1, 65_535));
    }
}
