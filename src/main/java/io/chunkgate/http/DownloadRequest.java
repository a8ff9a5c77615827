package io.chunkgate.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a GET or HEAD of a file asks for.
 *
 * @param conditions the preconditions
 * @param range      the Range field, or null
 * @param ifRange    the If-Range field, or null
 * @param chunks     the chunk bridge, if the query asks for it; then there is no Range
 */
record DownloadRequest(
        HttpMethod method,
        Conditions conditions,
        @Nullable String range,
        @Nullable String ifRange,
        Optional<ChunkQuery> chunks) {

    /**
     * Reads the request.
     *
     * @param chunkSize of the bridge, in bytes, where the query does not say it
     * @throws IllegalArgumentException for a query that cannot be answered; the message is fit for the client
     */
    static DownloadRequest of(HttpServerRequest request, int chunkSize) {
        Query query = Query.parse(request.query());
        Conditions conditions = new Conditions(
                joined(request, "If-Match"),
                joined(request, "If-Unmodified-Since"),
                joined(request, "If-None-Match"),
                joined(request, "If-Modified-Since"));
        DownloadRequest asked = new DownloadRequest(
                request.method(),
                conditions,
                joined(request, "Range"),
                joined(request, "If-Range"),
                ChunkQuery.of(query, chunkSize));
        asked.requireOneKindOfRange();
        return asked;
    }

    /** Which bytes are asked for, as a message to the client names them. */
    String shownRange() {
        return chunks.map(asked -> "start_at: " + asked.startAt()).orElse("Range: '" + range + "'");
    }

    /** Both would say where to start, and an answer to one is a corrupt answer to the other. */
    private void requireOneKindOfRange() {
        if (range != null && chunks.isPresent()) {
            throw new IllegalArgumentException("Range: '" + range + "' (expected: none beside start_at or chunk_size)");
        }
    }

    /** A field that came in several lines is one list (RFC 9110, section 5.3). */
    private static @Nullable String joined(HttpServerRequest request, String name) {
        List<String> lines = request.headers().getAll(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }
}
