package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of PUT, which begins or resumes an upload. Names and ids are not validated here.
 *
 * @param name   of the published file; may be absent with {@code upload}
 * @param size   of the whole file, in bytes
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param upload the id of the upload to resume
 * @param isNew  whether the name must be free ({@code "ifNoneMatch":"*"})
 * @param window how many bytes the client wants to send ahead of the stored ones
 */
public record Put(
        Optional<String> name,
        OptionalLong size,
        Optional<String> sha256,
        Optional<String> upload,
        boolean isNew,
        OptionalLong window) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Put decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        OptionalLong window = fields.count("window");
        if (window.isPresent() && window.getAsLong() == 0) {
            throw JsonFields.refused("window", 0, "at least 1");
        }
        return new Put(
                fields.text("name"),
                fields.count("size"),
                fields.sha256("sha256"),
                fields.text("upload"),
                fields.only("ifNoneMatch", "*"),
                window);
    }

    public Buffer encode() {
        JsonObject json = new JsonObject();
        name.ifPresent(value -> json.put("name", value));
        size.ifPresent(value -> json.put("size", value));
        sha256.ifPresent(value -> json.put("sha256", value));
        upload.ifPresent(value -> json.put("upload", value));
        if (isNew) {
            json.put("ifNoneMatch", "*");
        }
        window.ifPresent(value -> json.put("window", value));
        return json.toBuffer();
    }
}
