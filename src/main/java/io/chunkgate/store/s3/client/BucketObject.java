package io.chunkgate.store.s3.client;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param key      without the prefix of the configuration
 * @param size     in bytes
 * @param modified when it was put, by the server's clock
 */
public record BucketObject(String key, String etag, long size, Instant modified) {}
