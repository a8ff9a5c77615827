package io.chunkgate.store.s3.client;

import java.time.Instant;

/**
 * An object in a listing.
 *
 * @param key      without the configured prefix
 * @param size     in bytes
 * @param modified when it was put, by the clock of the server
 */
public record BucketObject(String key, String etag, long size, Instant modified) {}
