package io.chunkgate.http.download;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.message.AcceptEncoding;
import io.chunkgate.http.message.Conditions;
import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.http.message.Query;
import io.chunkgate.http.message.ReprDigest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parsed GET or HEAD of a file.
 *
 * @param conditions the preconditions
 * @param range      the Range field, or null
 * @param ifRange    the If-Range field, or null
 * @param chunks     the chunk query, which excludes a Range
 * @param codings    of precompressed files to send, best first: none with a chunk query or {@code follow}, which refer to
 *                   the bytes of the plain file
 * @param attachment whether a browser shall save the file instead of showing it
 * @param follow     whether to follow a running upload of the name
 * @param digest     whether to compute the digest if it is unknown
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
    /** The query parameter of a client that follows an upload. */
    static final String FOLLOW = "follow";

    /**
     * Parses the request.
     *
     * @throws IllegalArgumentException for an invalid query; the message is for the client
     */
    public static DownloadRequest of(HttpServerRequest request, GatewayConfig config) {
        Query query = Query.parse(request.query());
        Optional<ChunkQuery> chunks = ChunkQuery.of(query, config.grpc().chunkSize());
        boolean follow = query.has(FOLLOW);
        boolean codable = config.http().precompressed() && chunks.isEmpty() && !follow;
        MultiMap headers = request.headers();
        DownloadRequest download = new DownloadRequest(
                request.method(),
                Conditions.of(headers),
                FieldLists.joined(headers, "Range"),
                FieldLists.joined(headers, "If-Range"),
                chunks,
                codable ? AcceptEncoding.preferredToPlain(FieldLists.joined(headers, "Accept-Encoding")) : List.of(),
                query.has("download"),
                follow,
                ReprDigest.isSha256Wanted(FieldLists.joined(headers, "Want-Repr-Digest")));
        download.requireOneKindOfRange();
        return download;
    }

    /** The requested bytes, for a message to the client. */
    String shownRange() {
        return chunks.map(query -> "start_at: " + query.startAt()).orElse("Range: '" + range + "'");
    }

    /** Both define a start; a response to one would be corrupt for the other. */
    private void requireOneKindOfRange() {
        if (range != null && chunks.isPresent()) {
            throw new IllegalArgumentException("Range: '" + range + "' (expected: none beside start_at or chunk_size)");
        }
    }
}
