package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The payload of STAT, a query for a file or an upload.
 *
 * @param name   of the file, or of a running upload
 * @param upload the id of an upload; wins over the name
 */
public record Stat(Optional<String> name, Optional<String> upload) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Stat decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        Optional<String> upload = fields.text("upload");
        return new Stat(upload.isPresent() ? fields.text("name") : Optional.of(fields.requiredText("name")), upload);
    }

    public Buffer encode() {
        JsonObject json = new JsonObject();
        name.ifPresent(value -> json.put("name", value));
        upload.ifPresent(value -> json.put("upload", value));
        return json.toBuffer();
    }
}
