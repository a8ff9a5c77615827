package io.chunkgate.http.upload.tus;

import io.chunkgate.store.UploadSpec;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What tus asks back of an upload as it was given: kept with the upload, so that every gateway process knows it.
 *
 * @param metadata Upload-Metadata, empty for none
 * @param concat   Upload-Concat, empty for none
 */
record TusAnnotations(String metadata, String concat) {
    private static final String METADATA_KEY = "tus.metadata";
    private static final String CONCAT_KEY = "tus.concat";

    static TusAnnotations of(UploadSpec spec) {
        Map<String, String> kept = spec.metadata();
        return new TusAnnotations(kept.getOrDefault(METADATA_KEY, ""), kept.getOrDefault(CONCAT_KEY, ""));
    }

    /** Reads them from the headers of a creation. */
    static TusAnnotations of(MultiMap headers) {
        return new TusAnnotations(
                Optional.ofNullable(headers.get(UploadMetadata.HEADER)).orElse(""),
                Optional.ofNullable(headers.get(UploadConcat.HEADER)).orElse(""));
    }

    boolean isFinal() {
        return concat.startsWith("final");
    }

    /** As metadata of the store. */
    Map<String, String> toMetadata() {
        Map<String, String> kept = new HashMap<>();
        kept.put(METADATA_KEY, metadata);
        kept.put(CONCAT_KEY, concat);
        kept.values().removeIf(String::isEmpty);
        return kept;
    }

    /** Repeats them in an answer. */
    void put(MultiMap headers) {
        if (!metadata.isEmpty()) {
            headers.set(UploadMetadata.HEADER, metadata);
        }
        if (!concat.isEmpty()) {
            headers.set(UploadConcat.HEADER, concat);
        }
    }
}
