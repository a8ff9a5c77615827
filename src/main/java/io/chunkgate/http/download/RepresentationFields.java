package io.chunkgate.http.download;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.message.ContentDisposition;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.MediaTypes;
import io.chunkgate.http.message.ReprDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The header fields that describe a representation. */
final class RepresentationFields {
    /** Gives a document its own origin and no scripts, so that it cannot act on other files (CSP 3, section 6.3.2). */
    private static final String SANDBOX = "sandbox";

    private RepresentationFields() {}

    /** The fields of every response for the file, including 304 (RFC 9110, section 15.4.5). */
    static Map<String, String> common(Representation representation, HttpConfig config, Instant now) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Date", HttpDates.format(now));
        fields.put("ETag", representation.file().etag());
        fields.put(
                "Last-Modified", HttpDates.format(earlier(representation.file().modified(), now)));
        fields.put("Accept-Ranges", "bytes");
        if (!config.cacheControl().isEmpty()) {
            fields.put("Cache-Control", config.cacheControl());
        }
        if (config.precompressed()) {
            fields.put(
                    "Vary", "Accept-Encoding"); // For plain responses too, or caches would serve them to every client.
        }
        return fields;
    }

    /**
     * Adds the fields that describe the content, for responses with a body.
     *
     * @param attachment whether a browser shall save the file
     */
    static void addContent(Map<String, String> fields, Representation representation, boolean attachment) {
        fields.put("X-Content-Type-Options", "nosniff");
        if (MediaTypes.isActive(representation.contentType())) {
            fields.put("Content-Security-Policy", SANDBOX);
        }
        if (attachment) {
            fields.put(
                    "Content-Disposition",
                    ContentDisposition.attachment(representation.name().lastSegment()));
        }
        if (representation.isCoded()) {
            fields.put("Content-Encoding", representation.coding().token());
        }
        representation.file().sha256().ifPresent(sha256 -> fields.put("Repr-Digest", ReprDigest.format(sha256)));
    }

    /** A Last-Modified in the future is replaced by the current time (RFC 9110, section 8.8.2.1). */
    private static Instant earlier(Instant modified, Instant now) {
        return modified.isBefore(now) ? modified : now;
    }
}
