package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of ACCEPT as the answer to GET; the frame's offset is where the bytes begin.
 *
 * @param size      of the whole file in bytes, unless it is still being uploaded and nobody said
 * @param etag      the entity tag in its quoted form, unless the file is still being uploaded
 * @param chunkSize how long the chunks are, in bytes
 * @param modified  when the bytes last changed
 * @param sha256    of the whole file, if known
 */
public record DownloadAccept(
        OptionalLong size, Optional<String> etag, long chunkSize, Instant modified, Optional<String> sha256) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for what is not such a payload */
    public static DownloadAccept decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new DownloadAccept(
                fields.count("size"),
                fields.text("etag"),
                fields.requiredCount("chunkSize"),
                fields.requiredTime("modified"),
                fields.sha256("sha256"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject();
        size.ifPresent(value -> json.put("size", value));
        etag.ifPresent(value -> json.put("etag", value));
        json.put("chunkSize", chunkSize).put("modified", modified.toString());
        sha256.ifPresent(value -> json.put("sha256", value));
        return json.toBuffer();
    }
}
