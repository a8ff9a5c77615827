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
 * @param proxyProtocol      whether each connection begins with a PROXY header, version 1 or 2, that gives the client's
 *                            address; accepted only from {@code server.trustedProxies}, if there are any
 * @param maxPayload         CGP: maximum payload of a frame with file bytes; 4096 to 16777216
 * @param window             CGP: how many bytes an upload may send ahead of the stored ones; a client may request up to
 *                            16 times as much. It also limits the inbound bytes in memory for one connection
 * @param maxTransfers       CGP: maximum of concurrent transfers on one connection
 */
public record TcpConfig(
        @Key.Flag(true) boolean enabled,
        @Key.Range(value = 9000, max = Ranges.MAX_PORT) int port,
        @Key.Flag(true) boolean clear,
        @Key.Range(value = 9443, max = Ranges.MAX_PORT) int tlsPort,
        @Key.Text String barePrincipal,
        @Key.Text(value = "incoming/{yyyyMMdd-HHmmss}-{id}.bin", required = true) String bareNameTemplate,
        @Key.Text String downloadFile,
        @Key.Range(value = 9001, max = Ranges.MAX_PORT) int downloadPort,
        @Key.Flag(true) boolean downloadPrefix,
        @Key.Range(value = 10_000, min = 1, max = Ranges.MAX_TIMEOUT_MS) int handshakeTimeoutMs,
        @Key.Range(value = 60_000, max = Ranges.MAX_TIMEOUT_MS) int idleTimeoutMs,
        @Key.Flag(false) boolean proxyProtocol,
        @Key.Range(value = Ranges.MIB, min = 4 * Ranges.KIB, max = 16 * Ranges.MIB) int maxPayload,
        @Key.Range(value = 8 * Ranges.MIB, min = 4 * Ranges.KIB, max = 64 * Ranges.MIB) int window,
        @Key.Range(value = 64, min = 1, max = 65_535) int maxTransfers)
        implements ConfigSection {}
