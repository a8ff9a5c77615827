package io.chunkgate.store.s3.client;

import java.util.Optional;

/**
 * One version of an object.
 *
 * @param etag    by which a request recognises that the object is another version now
 * @param version of a bucket that keeps versions; then this one stays readable when the object is replaced
 */
public record ObjectVersion(String key, String etag, Optional<String> version) {
    /** Of a bucket that is not known to keep versions. */
    public ObjectVersion(String key, String etag) {
        this(key, etag, Optional.empty());
    }
}
