package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of INFO in reply to STAT; the frame's offset is the size of the file, or the offset of the upload.
 *
 * @param name     of the file
 * @param size     in bytes; of an upload as announced
 * @param etag     the entity tag in its quoted form
 * @param modified when the bytes last changed
 * @param upload   the id of the upload
 * @param complete whether the file is published
 */
public record Info(
        String name,
        OptionalLong size,
        Optional<String> etag,
        Optional<Instant> modified,
        Optional<String> upload,
        boolean complete) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Info decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new Info(
                fields.requiredText("name"),
                fields.count("size"),
                fields.text("etag"),
                fields.time("modified"),
                fields.text("upload"),
                fields.flag("complete"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject().put("name", name);
        size.ifPresent(value -> json.put("size", value));
        etag.ifPresent(value -> json.put("etag", value));
        modified.ifPresent(value -> json.put("modified", value.toString()));
        upload.ifPresent(value -> json.put("upload", value));
        return json.put("complete", complete).toBuffer();
    }
}
