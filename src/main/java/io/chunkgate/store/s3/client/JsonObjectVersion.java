package io.chunkgate.store.s3.client;

import io.vertx.core.json.JsonObject;

/**
 * A small object with its content.
 *
 * @param etag of this version, as the server has it
 */
public record JsonObjectVersion(JsonObject json, String etag) {}
