package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The payload of HELLO, the first frame of a client.
 *
 * @param client     name and version of the client, for the log
 * @param maxPayload the longest payload of a CHUNK that the client takes, in bytes
 * @param token      a bearer token or a signed link, if the gateway requires one
 */
public record Hello(Optional<String> client, OptionalLong maxPayload, Optional<String> token) {
    /** @throws io.chunkgate.store.StoreException {@code INVALID_ARGUMENT} for a malformed payload */
    public static Hello decode(Buffer payload) {
        JsonFields fields = JsonFields.of(payload);
        OptionalLong maxPayload = fields.count("maxPayload");
        if (maxPayload.isPresent() && maxPayload.getAsLong() < Limits.MIN_MAX_PAYLOAD) {
            throw JsonFields.refused("maxPayload", maxPayload.getAsLong(), "at least " + Limits.MIN_MAX_PAYLOAD);
        }
        return new Hello(fields.text("client"), maxPayload, fields.text("token"));
    }

    public Buffer encode() {
        JsonObject json = new JsonObject();
        client.ifPresent(value -> json.put("client", value));
        maxPayload.ifPresent(value -> json.put("maxPayload", value));
        token.ifPresent(value -> json.put("token", value));
        return json.toBuffer();
    }
}
