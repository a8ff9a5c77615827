package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of ACCEPT in reply to GET; the frame's offset is the position of the first byte.
 *
 * @param size      of the whole file in bytes, absent when an upload without an announced size is followed
 * @param etag      the entity tag in its quoted form; absent while the file is being uploaded
 * @param chunkSize of the chunks, in bytes
 * @param modified  when the bytes last changed
 * @param sha256    of the whole file, if known
 */
public record DownloadAccept(
        OptionalLong size, Optional<String> etag, long chunkSize, Instant modified, Optional<String> sha256) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
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
