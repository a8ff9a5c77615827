package io.chunkgate.http.download;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.message.ActiveContent;
import io.chunkgate.http.message.ContentDisposition;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.ReprDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields that describe a representation, whichever part of it is sent. */
final class RepresentationFields {
    private RepresentationFields() {}

    /** What every answer about the file carries, 304 included (RFC 9110, section 15.4.5). */
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
            fields.put("Vary", "Accept-Encoding"); // On plain answers too: a cache must not give them to everyone.
        }
        return fields;
    }

    /**
     * Adds what describes the content, for answers that have some of it.
     *
     * @param attachment whether a browser is to save it
     */
    static void addContent(Map<String, String> fields, Representation representation, boolean attachment) {
        fields.put("X-Content-Type-Options", "nosniff");
        if (ActiveContent.is(representation.contentType())) {
            fields.put("Content-Security-Policy", ActiveContent.POLICY);
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

    /** A Last-Modified in the future is replaced by the present (RFC 9110, section 8.8.2.1). */
    private static Instant earlier(Instant modified, Instant now) {
        return modified.isBefore(now) ? modified : now;
    }
}
