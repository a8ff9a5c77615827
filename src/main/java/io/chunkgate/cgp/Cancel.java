package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The payload of CANCEL.
 *
 * @param discard whether the bytes of an upload are deleted; otherwise the upload stays resumable
 */
public record Cancel(boolean discard) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Cancel decode(Buffer payload) {
        return new Cancel(JsonFields.ofOptional(payload).flag("discard"));
    }

    public Buffer encode() {
        return new JsonObject().put("discard", discard).toBuffer();
    }
}
