package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The payload of COMMIT; the frame's offset is the final size.
 *
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 */
public record Commit(Optional<String> sha256) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Commit decode(Buffer payload) {
        return new Commit(JsonFields.ofOptional(payload).sha256("sha256"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject();
        sha256.ifPresent(value -> json.put("sha256", value));
        return json.toBuffer();
    }
}
