package io.chunkgate.http.download;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.message.AcceptEncoding;
import io.chunkgate.http.message.Conditions;
import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.Query;
import io.chunkgate.http.message.ReprDigest;
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
 * @param codings    to look for beside the file, best first: none in the chunk bridge and for who follows, which are
 *                   about the file's own bytes
 * @param attachment whether a browser is to save the file and not to show it
 * @param follow     whether an upload of the name is to be read along with
 * @param digest     whether the digest is to be computed where it is not known
 */
public record DownloadRequest(
        HttpMethod method,
        Conditions conditions,
        @Nullable String range,
        @Nullable String ifRange,
        Optional<ChunkQuery> chunks,
        List<ContentCoding> codings,
        boolean attachment,
        boolean follow,
        boolean digest) {
    /** What the query has for who wants to read along with an upload. */
    static final String FOLLOW = "follow";

    /**
     * Reads the request.
     *
     * @throws IllegalArgumentException for a query that cannot be answered; the message is fit for the client
     */
    public static DownloadRequest of(HttpServerRequest request, GatewayConfig config) {
        Query query = Query.parse(request.query());
        Optional<ChunkQuery> chunks = ChunkQuery.of(query, config.grpc().chunkSize());
        boolean follow = query.has(FOLLOW);
        boolean codable = config.http().precompressed() && chunks.isEmpty() && !follow;
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
                chunks,
                codable ? AcceptEncoding.preferredToPlain(joined(request, "Accept-Encoding")) : List.of(),
                query.has("download"),
                follow,
                ReprDigest.isSha256Wanted(joined(request, "Want-Repr-Digest")));
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
