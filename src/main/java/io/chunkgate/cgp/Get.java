package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of GET, which begins a download at the frame's offset.
 *
 * @param name       of the file, as the client wrote it
 * @param length     the most bytes to send; all to the end without it
 * @param chunkSize  the requested size of the chunks, in bytes
 * @param credit     only bytes below this offset may be sent until an ACK raises it; unlimited without it
 * @param follow     whether a file that is being uploaded is sent as its bytes arrive
 * @param ifMatch    the entity tag, in its quoted form, that the file must have
 * @param headerOnly whether the checksums may cover the headers alone ({@code "checksum":"header"})
 */
public record Get(
        String name,
        OptionalLong length,
        OptionalLong chunkSize,
        OptionalLong credit,
        boolean follow,
        Optional<String> ifMatch,
        boolean headerOnly) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Get decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        return new Get(
                fields.requiredText("name"),
                fields.count("length"),
                fields.count("chunkSize"),
                fields.count("credit"),
                fields.flag("follow"),
                fields.text("ifMatch"),
                fields.only("checksum", "header"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject().put("name", name);
        length.ifPresent(value -> json.put("length", value));
        chunkSize.ifPresent(value -> json.put("chunkSize", value));
        credit.ifPresent(value -> json.put("credit", value));
        if (follow) {
            json.put("follow", true);
        }
        ifMatch.ifPresent(value -> json.put("ifMatch", value));
        if (headerOnly) {
            json.put("checksum", "header");
        }
        return json.toBuffer();
    }
}
