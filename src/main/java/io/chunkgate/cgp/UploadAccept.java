package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * The payload of ACCEPT in reply to PUT; the frame's offset is where the upload continues.
 *
 * @param upload     the id by which any protocol resumes it
 * @param credit     the client may send bytes below this offset
 * @param maxPayload the longest payload of a CHUNK, in bytes
 * @param expiresAt  when the upload is deleted unless it is written to before
 * @param complete   whether the file is published already; the client then sends only COMMIT
 */
public record UploadAccept(String upload, long credit, long maxPayload, Instant expiresAt, boolean complete) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static UploadAccept decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new UploadAccept(
                fields.requiredText("upload"),
                fields.requiredCount("credit"),
                fields.requiredCount("maxPayload"),
                fields.requiredTime("expiresAt"),
                fields.flag("complete"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject()
                .put("upload", upload)
                .put("credit", credit)
                .put("maxPayload", maxPayload)
                .put("expiresAt", expiresAt.toString());
        if (complete) {
            json.put("complete", true);
        }
        return json.toBuffer();
    }
}
