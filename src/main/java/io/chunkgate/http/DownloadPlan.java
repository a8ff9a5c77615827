package io.chunkgate.http;

import io.chunkgate.store.FileInfo;
import io.chunkgate.transfer.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param now goes out as Date
     */
    static DownloadPlan of(DownloadRequest asked, FileInfo file, Instant now) {
        Validators current = new Validators(EntityTag.of(file.etag()), file.modified());
        Map<String, String> headers = commonHeaders(file, now);
        return switch (Preconditions.evaluate(asked.method(), asked.conditions(), current)) {
            case FAILED -> new DownloadPlan(412, headers, new Body.None());
            case NOT_MODIFIED -> new DownloadPlan(304, headers, new Body.None());
            case PROCEED -> {
                describeContent(headers, file);
                yield asked.chunks()
                        .map(chunks -> chunks(chunks, asked.method(), file, headers))
                        .orElseGet(() -> ranges(applicableRange(asked, current, now), asked.method(), file, headers));
            }
        };
    }

    /** Range is for GET alone (RFC 9110, section 14.2). */
    private static @Nullable String applicableRange(DownloadRequest asked, Validators current, Instant now) {
        boolean applies =
                asked.method().equals(HttpMethod.GET) && Preconditions.ifRangeHolds(asked.ifRange(), current, now);
        return applies ? asked.range() : null;
    }

    private static DownloadPlan chunks(
            ChunkQuery chunks, HttpMethod method, FileInfo file, Map<String, String> headers) {
        headers.put("X-Chunk-Size", Integer.toString(chunks.chunkSize()));
        Optional<ByteRange> range = chunks.within(file.size());
        if (range.isEmpty()) {
            return unsatisfiable(file, headers);
        }
        headers.put("X-Chunk-Number", Long.toString(chunks.startAt()));
        DownloadPlan plan =
                partial(List.of(range.get()), MediaTypes.of(file.name().value()), file, headers);
        return method.equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    private static DownloadPlan ranges(
            @Nullable String range, HttpMethod method, FileInfo file, Map<String, String> headers) {
        String contentType = MediaTypes.of(file.name().value());
        ByteRanges selected = RangeHeader.select(range, file.size(), contentType);
        if (selected instanceof ByteRanges.Unsatisfiable) {
            return unsatisfiable(file, headers);
        }
        if (selected instanceof ByteRanges.Partial partial) {
            return partial(partial.ranges(), contentType, file, headers);
        }
        headers.put("Content-Type", contentType);
        headers.put("Content-Length", Long.toString(file.size()));
        DownloadPlan plan = new DownloadPlan(200, headers, new Body.Range(new ByteRange(0, file.size())));
        return method.equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    private static DownloadPlan unsatisfiable(FileInfo file, Map<String, String> headers) {
        headers.put("Content-Range", ContentRange.unsatisfied(file.size()));
        return new DownloadPlan(416, headers, new Body.None());
    }

    private DownloadPlan withoutBody() {
        return new DownloadPlan(status, headers, new Body.None());
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
