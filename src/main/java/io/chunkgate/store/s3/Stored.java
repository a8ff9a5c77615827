package io.chunkgate.store.s3;

import io.vertx.core.json.JsonObject;

/**
 * A small object with its content.
 *
 * @param etag of this version, as the server has it
 */
record Stored(JsonObject json, String etag) {}
