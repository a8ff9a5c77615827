package io.chunkgate.http.download;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.ContentRange;
import io.chunkgate.http.message.EntityTag;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RangeHeader;
import io.chunkgate.http.message.Validators;
import io.chunkgate.io.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
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
     * @param now goes out as Date
     */
    static DownloadPlan of(DownloadRequest asked, Representation representation, HttpConfig config, Instant now) {
        Validators current = new Validators(
                EntityTag.of(representation.file().etag()),
                representation.file().modified());
        Map<String, String> headers = RepresentationFields.common(representation, config, now);
        return switch (Preconditions.evaluate(asked.method(), asked.conditions(), current)) {
            case FAILED -> new DownloadPlan(412, headers, new Body.None());
            case NOT_MODIFIED -> new DownloadPlan(304, headers, new Body.None());
            case PROCEED -> proceed(asked, applicableRange(asked, current, now), representation, headers);
        };
    }

    /** Range is for GET alone (RFC 9110, section 14.2). */
    private static @Nullable String applicableRange(DownloadRequest asked, Validators current, Instant now) {
        boolean applies =
                asked.method().equals(HttpMethod.GET) && Preconditions.ifRangeHolds(asked.ifRange(), current, now);
        return applies ? asked.range() : null;
    }

    private static DownloadPlan proceed(
            DownloadRequest asked, @Nullable String range, Representation representation, Map<String, String> headers) {
        long size = representation.file().size();
        asked.chunks().ifPresent(chunks -> headers.put("X-Chunk-Size", Integer.toString(chunks.chunkSize())));
        ByteRanges selected = asked.chunks()
                .map(chunks -> chunks.select(size))
                .orElseGet(() -> RangeHeader.select(range, size, representation.contentType()));
        if (selected instanceof ByteRanges.Unsatisfiable) {
            headers.put("Content-Range", ContentRange.unsatisfied(size));
            return new DownloadPlan(416, headers, new Body.None());
        }
        asked.chunks().ifPresent(chunks -> headers.put("X-Chunk-Number", Long.toString(chunks.startAt())));
        RepresentationFields.addContent(headers, representation, asked.attachment());
        DownloadPlan plan = selected instanceof ByteRanges.Partial partial
                ? partial(partial.ranges(), representation.contentType(), size, headers)
                : whole(representation.contentType(), size, headers);
        return asked.method().equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    private static DownloadPlan whole(String contentType, long size, Map<String, String> headers) {
        headers.put("Content-Type", contentType);
        headers.put("Content-Length", Long.toString(size));
        return new DownloadPlan(200, headers, new Body.Range(new ByteRange(0, size)));
    }

    private static DownloadPlan partial(
            List<ByteRange> ranges, String contentType, long size, Map<String, String> headers) {
        if (ranges.size() == 1) {
            ByteRange only = ranges.get(0);
            headers.put("Content-Type", contentType);
            headers.put("Content-Range", ContentRange.of(only, size));
            headers.put("Content-Length", Long.toString(only.length()));
            return new DownloadPlan(206, headers, new Body.Range(only));
        }
        MultipartRanges framing = new MultipartRanges(MultipartRanges.newBoundary(), contentType, size, ranges);
        headers.put("Content-Type", framing.contentType());
        headers.put("Content-Length", Long.toString(framing.length()));
        return new DownloadPlan(206, headers, new Body.Ranges(ranges, framing));
    }

    DownloadPlan withoutBody() {
        return new DownloadPlan(status, headers, new Body.None());
    }
}
