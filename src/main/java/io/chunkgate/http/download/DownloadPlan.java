package io.chunkgate.http.download;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.ContentRange;
import io.chunkgate.http.message.MultipartRanges;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RangeHeader;
import io.chunkgate.http.message.Validators;
import io.chunkgate.io.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response to a GET or HEAD of an existing file, decided by a pure function before a byte is sent.
 *
 * @param status  of the response
 * @param headers in the order of sending, including {@code Content-Length} if the status has a body
 * @param body    the bytes that follow
 */
record DownloadPlan(int status, Map<String, String> headers, Body body) {

    /** The content of a response. */
    sealed interface Body {
        /** No bytes: HEAD, 304, or an error, whose document the handler writes. */
        record None() implements Body {}

        /** One range of the file. */
        record Range(ByteRange range) implements Body {}

        /** Several ranges as multipart/byteranges. */
        record Ranges(List<ByteRange> ranges, MultipartRanges framing) implements Body {}
    }

    /**
     * Plans the response for a published file.
     *
     * @param now sent as Date
     */
    static DownloadPlan of(DownloadRequest request, Representation representation, HttpConfig config, Instant now) {
        Validators current = Validators.of(representation.file());
        long size = representation.file().size();
        Map<String, String> headers = RepresentationFields.common(representation, config, now);
        return of(request, representation, current, OptionalLong.of(size), headers, () -> request.chunks()
                .map(chunks -> chunks.select(size))
                .orElseGet(() -> RangeHeader.select(
                        applicableRange(request, current, now), size, representation.contentType())));
    }

    /**
     * Plans the response for a file, published or not.
     *
     * @param size     of the file; empty if it is not known yet
     * @param headers  of every response, to be completed
     * @param selected the bytes to send if the conditions of the request hold
     */
    static DownloadPlan of(
            DownloadRequest request,
            Representation representation,
            Validators current,
            OptionalLong size,
            Map<String, String> headers,
            Supplier<ByteRanges> selected) {
        return switch (Preconditions.evaluate(request.method(), request.conditions(), current)) {
            case FAILED -> empty(412, headers);
            case NOT_MODIFIED -> empty(304, headers);
            case PROCEED -> of(request, representation, size, headers, selected.get());
        };
    }

    private static DownloadPlan of(
            DownloadRequest request,
            Representation representation,
            OptionalLong size,
            Map<String, String> headers,
            ByteRanges selected) {
        request.chunks().ifPresent(chunks -> headers.put("X-Chunk-Size", Integer.toString(chunks.chunkSize())));
        if (selected instanceof ByteRanges.Unsatisfiable) {
            size.ifPresent(known -> headers.put("Content-Range", ContentRange.unsatisfied(known)));
            return empty(416, headers);
        }
        request.chunks().ifPresent(chunks -> headers.put("X-Chunk-Number", Long.toString(chunks.startAt())));
        RepresentationFields.addContent(headers, representation, request.attachment());
        DownloadPlan plan = selected instanceof ByteRanges.Partial partial
                ? partial(partial.ranges(), representation.contentType(), size, headers)
                : whole(representation.contentType(), size, headers);
        return request.method().equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    /** Only GET has ranges (RFC 9110, section 14.2). */
    private static @Nullable String applicableRange(DownloadRequest request, Validators current, Instant now) {
        boolean applies =
                request.method().equals(HttpMethod.GET) && Preconditions.ifRangeHolds(request.ifRange(), current, now);
        return applies ? request.range() : null;
    }

    private static DownloadPlan whole(String contentType, OptionalLong size, Map<String, String> headers) {
        headers.put("Content-Type", contentType);
        size.ifPresent(known -> headers.put("Content-Length", Long.toString(known)));
        return new DownloadPlan(200, headers, new Body.Range(new ByteRange(0, size.orElse(Long.MAX_VALUE))));
    }

    private static DownloadPlan partial(
            List<ByteRange> ranges, String contentType, OptionalLong size, Map<String, String> headers) {
        if (ranges.size() == 1) {
            ByteRange only = ranges.get(0);
            headers.put("Content-Type", contentType);
            headers.put("Content-Range", ContentRange.of(only, size));
            size.ifPresent(known -> headers.put("Content-Length", Long.toString(only.length())));
            return new DownloadPlan(206, headers, new Body.Range(only));
        }
        MultipartRanges framing =
                new MultipartRanges(MultipartRanges.newBoundary(), contentType, size.orElseThrow(), ranges);
        headers.put("Content-Type", framing.contentType());
        headers.put("Content-Length", Long.toString(framing.length()));
        return new DownloadPlan(206, headers, new Body.Ranges(ranges, framing));
    }

    private static DownloadPlan empty(int status, Map<String, String> headers) {
        return new DownloadPlan(status, headers, new Body.None());
    }

    private DownloadPlan withoutBody() {
        return empty(status, headers);
    }
}
