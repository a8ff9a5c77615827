package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code tcp}: the TCP door, and the second listener that gives one file to whoever connects.
 *
 * @param enabled            whether the door is opened
 * @param port               where it listens; 0 for any free port
 * @param clear              whether the ports in clear text are open, {@code port} and {@code downloadPort}; without, there
 *                           is {@code tlsPort} alone
 * @param tlsPort            where it listens with TLS, if that is on; 0 for any free port
 * @param barePrincipal      the principal that clients of the bare form and the download listener are who show no
 *                           certificate, where there are rules; empty for anonymous
 * @param bareNameTemplate   name of a file that came in the bare form, with {@code {yyyyMMdd-HHmmss}} (UTC) and
 *                           {@code {id}} filled in
 * @param downloadFile       name of the file that the download listener gives; empty for no such listener
 * @param downloadPort       where the download listener listens; 0 for any free port
 * @param downloadPrefix     whether the download listener sends the file's size (8 bytes) ahead of its bytes
 * @param handshakeTimeoutMs how long a client may take to say what it wants: its first 8 bytes, and HELLO in the framed form
 * @param idleTimeoutMs      a connection on which nothing was moved for so long is closed; 0 for never
 * @param maxPayload         the longest payload of a chunk in the framed form, in bytes
 * @param window             what an upload in the framed form may send ahead of what is stored, in bytes; a client that asks
 *                           for more gets up to 16 times as much. Of what one connection sent, so much is held in memory
 * @param maxTransfers       transfers that may run at once on one connection of the framed form
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
        int maxTransfers) {
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

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("port", port)
                .put("clear", clear)
                .put("tlsPort", tlsPort)
                .put("barePrincipal", barePrincipal)
                .put("bareNameTemplate", bareNameTemplate)
                .put("downloadFile", downloadFile)
                .put("downloadPort", downloadPort)
                .put("downloadPrefix", downloadPrefix)
                .put("handshakeTimeoutMs", handshakeTimeoutMs)
                .put("idleTimeoutMs", idleTimeoutMs)
                .put("maxPayload", maxPayload)
                .put("window", window)
                .put("maxTransfers", maxTransfers);
    }
}
