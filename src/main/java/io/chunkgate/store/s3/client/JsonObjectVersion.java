package io.chunkgate.store.s3.client;

import io.vertx.core.json.JsonObject;

/**
 * The content of a JSON object in the bucket.
 *
 * @param etag of this version
 */
public record JsonObjectVersion(JsonObject json, String etag) {}
