package io.chunkgate.http;

import io.chunkgate.store.FileInfo;
import io.chunkgate.transfer.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a GET or HEAD of an existing file is to be answered: decided from values alone, before a byte is sent.
 *
 * @param status  of the response
 * @param headers in the order of sending, {@code Content-Length} included where the status has a body
 * @param body    which bytes follow
 */
record DownloadPlan(int status, Map<String, String> headers, Body body) {

    /** What follows the head. */
    sealed interface Body {
        /** No bytes: a HEAD, 304, or an error that the handler describes. */
        record None() implements Body {}

        /** One run of the file. */
        record Range(ByteRange range) implements Body {}

        /** Several runs, framed. */
        record Ranges(List<ByteRange> ranges, MultipartRanges framing) implements Body {}
    }

    /**
     * Decides.
     *
     * @param conditions the request's preconditions
     * @param range      the request's Range, or null
     * @param ifRange    the request's If-Range, or null
     * @param now        goes out as Date
     */
    static DownloadPlan of(
            HttpMethod method,
            Conditions conditions,
            @Nullable String range,
            @Nullable String ifRange,
            FileInfo file,
            Instant now) {
        Validators current = new Validators(EntityTag.of(file.etag()), file.modified());
        Map<String, String> headers = commonHeaders(file, now);
        return switch (Preconditions.evaluate(method, conditions, current)) {
            case FAILED -> new DownloadPlan(412, headers, new Body.None());
            case NOT_MODIFIED -> new DownloadPlan(304, headers, new Body.None());
            case PROCEED -> {
                describeContent(headers, file);
                boolean ranged = method.equals(HttpMethod.GET) && Preconditions.ifRangeHolds(ifRange, current, now);
                yield proceed(method, ranged ? range : null, file, headers);
            }
        };
    }

    private static DownloadPlan proceed(
            HttpMethod method, @Nullable String range, FileInfo file, Map<String, String> headers) {
        String contentType = MediaTypes.of(file.name().value());
        ByteRanges selected = RangeHeader.select(range, file.size(), contentType);
        if (selected instanceof ByteRanges.Unsatisfiable) {
            headers.put("Content-Range", ContentRange.unsatisfied(file.size()));
            return new DownloadPlan(416, headers, new Body.None());
        }
        if (selected instanceof ByteRanges.Partial partial) {
            return partial(partial.ranges(), contentType, file, headers);
        }
        headers.put("Content-Type", contentType);
        headers.put("Content-Length", Long.toString(file.size()));
        boolean head = method.equals(HttpMethod.HEAD);
        return new DownloadPlan(200, headers, head ? new Body.None() : new Body.Range(new ByteRange(0, file.size())));
    }

    private static DownloadPlan partial(
            List<ByteRange> ranges, String contentType, FileInfo file, Map<String, String> headers) {
        if (ranges.size() == 1) {
            ByteRange only = ranges.get(0);
            headers.put("Content-Type", contentType);
            headers.put("Content-Range", ContentRange.of(only, file.size()));
            headers.put("Content-Length", Long.toString(only.length()));
            return new DownloadPlan(206, headers, new Body.Range(only));
        }
        MultipartRanges framing = new MultipartRanges(MultipartRanges.newBoundary(), contentType, file.size(), ranges);
        headers.put("Content-Type", framing.contentType());
        headers.put("Content-Length", Long.toString(framing.length()));
        return new DownloadPlan(206, headers, new Body.Ranges(ranges, framing));
    }

    /** What every answer about the file carries, 304 included (RFC 9110, section 15.4.5). */
    private static Map<String, String> commonHeaders(FileInfo file, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", HttpDates.format(now));
        headers.put("ETag", file.etag());
        headers.put("Last-Modified", HttpDates.format(earlier(file.modified(), now)));
        headers.put("Accept-Ranges", "bytes");
        return headers;
    }

    private static void describeContent(Map<String, String> headers, FileInfo file) {
        headers.put("X-Content-Type-Options", "nosniff");
        file.sha256().ifPresent(sha256 -> headers.put("Repr-Digest", ReprDigest.format(sha256)));
    }

    /** A Last-Modified in the future is replaced by the present (RFC 9110, section 8.8.2.1). */
    private static Instant earlier(Instant modified, Instant now) {
        return modified.isBefore(now) ? modified : now;
    }
}
