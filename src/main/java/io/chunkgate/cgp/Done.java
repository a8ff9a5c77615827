package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of DONE, the successful end of a transfer; the frame's offset is the position after the last byte.
 *
 * @param name   of the file
 * @param size   of the whole file, in bytes; absent only when a download of 0 bytes followed an upload
 * @param etag   its entity tag in its quoted form; absent when the size is
 * @param sha256 of the whole file, if known
 */
public record Done(String name, OptionalLong size, Optional<String> etag, Optional<String> sha256) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Done decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new Done(
                fields.requiredText("name"), fields.count("size"), fields.text("etag"), fields.sha256("sha256"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject().put("name", name);
        size.ifPresent(value -> json.put("size", value));
        etag.ifPresent(value -> json.put("etag", value));
        sha256.ifPresent(value -> json.put("sha256", value));
        return json.toBuffer();
    }
}
