package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The payload of WELCOME, the answer to HELLO.
 *
 * @param server            its name and version
 * @param version           of the protocol that is spoken from here on
 * @param maxPayload        the longest payload of a CHUNK on this session, in bytes
 * @param window            what an upload may send ahead of what is stored, unless it asks for something else, in bytes
 * @param idleTimeoutMillis a session or transfer on which nothing moves for so long is ended; 0 for never
 * @param maxFileSize       the largest file that is taken, in bytes
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
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for what is not such a payload */
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
