package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The payload of WELCOME in reply to HELLO.
 *
 * @param server            name and version of the gateway
 * @param version           of the protocol on this session
 * @param maxPayload        the longest payload of a CHUNK on this session, in bytes
 * @param window            how many bytes an upload may send ahead of the stored ones, unless it requests another window
 * @param idleTimeoutMillis a session or transfer without progress is ended after this time; 0 for never
 * @param maxFileSize       the largest file that the gateway takes, in bytes
 * @param maxTransfers      how many transfers may run at once
 */
public record Welcome(
        String server,
        String version,
        long maxPayload,
        long window,
        long idleTimeoutMillis,
        long maxFileSize,
        long maxTransfers) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Welcome decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new Welcome(
                fields.requiredText("server"),
                fields.requiredText("version"),
                fields.requiredCount("maxPayload"),
                fields.requiredCount("window"),
                fields.requiredCount("idleTimeoutMs"),
                fields.requiredCount("maxFileSize"),
                fields.requiredCount("maxTransfers"));
    }

    public Buffer encode() {
        return new JsonObject()
                .put("server", server)
                .put("version", version)
                .put("maxPayload", maxPayload)
                .put("window", window)
                .put("idleTimeoutMs", idleTimeoutMillis)
                .put("maxFileSize", maxFileSize)
                .put("maxTransfers", maxTransfers)
                .toBuffer();
    }
}
