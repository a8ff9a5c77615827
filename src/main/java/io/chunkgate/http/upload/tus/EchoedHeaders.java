package io.chunkgate.http.upload.tus;

import io.chunkgate.store.UploadSpec;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of a tus creation that later responses repeat. They are stored with the upload, for every node of a cluster.
 *
 * @param metadata Upload-Metadata, empty for none
 * @param concat   Upload-Concat, empty for none
 */
record EchoedHeaders(String metadata, String concat) {
    private static final String METADATA_KEY = "tus.metadata";
    private static final String CONCAT_KEY = "tus.concat";

    static EchoedHeaders of(UploadSpec spec) {
        Map<String, String> stored = spec.metadata();
        return new EchoedHeaders(stored.getOrDefault(METADATA_KEY, ""), stored.getOrDefault(CONCAT_KEY, ""));
    }

    /** The headers of a creation. */
    static EchoedHeaders of(MultiMap headers) {
        return new EchoedHeaders(
                Optional.ofNullable(headers.get(UploadMetadata.HEADER)).orElse(""),
                Optional.ofNullable(headers.get(UploadConcat.HEADER)).orElse(""));
    }

    boolean isFinal() {
        return concat.startsWith("final");
    }

    /** The metadata to store with the upload. */
    Map<String, String> toMetadata() {
        Map<String, String> stored = new HashMap<>();
        stored.put(METADATA_KEY, metadata);
        stored.put(CONCAT_KEY, concat);
        stored.values().removeIf(String::isEmpty);
        return stored;
    }

    /** Adds the headers to a response. */
    void put(MultiMap headers) {
        if (!metadata.isEmpty()) {
            headers.set(UploadMetadata.HEADER, metadata);
        }
        if (!concat.isEmpty()) {
            headers.set(UploadConcat.HEADER, concat);
        }
    }
}
