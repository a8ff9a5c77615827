package io.chunkgate.http.upload.tus;

import io.chunkgate.http.message.FieldLists;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The headers of a tus creation that later responses repeat. They are stored as metadata of the upload. */
final class EchoedHeaders {
    private static final String CONCAT_KEY = "tus.concat";
    private static final Map<String, String> KEYS =
            Map.of(UploadMetadata.HEADER, "tus.metadata", UploadConcat.HEADER, CONCAT_KEY);

    private EchoedHeaders() {}

    /** The metadata to store for a creation with these headers; several lines are one list. */
    static Map<String, String> toMetadata(MultiMap request, String... headers) {
        Map<String, String> metadata = new HashMap<>();
        for (String header : headers) {
            Optional.ofNullable(FieldLists.joined(request, header))
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> metadata.put(Objects.requireNonNull(KEYS.get(header)), value));
        }
        return metadata;
    }

    /** Adds the stored headers to a response. */
    static void put(MultiMap headers, UploadSpec spec) {
        KEYS.forEach((header, key) ->
                Optional.ofNullable(spec.metadata().get(key)).ifPresent(value -> headers.set(header, value)));
    }

    /** Whether the upload is a concatenation of parts. */
    static boolean isFinal(UploadSpec spec) {
        return spec.metadata().getOrDefault(CONCAT_KEY, "").startsWith("final");
    }
}
