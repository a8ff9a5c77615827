package io.chunkgate.http.download;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.ContentRange;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.RangeHeader;
import io.chunkgate.http.message.RangeSpec;
import io.chunkgate.http.message.Validators;
import io.chunkgate.io.ByteRange;
import io.chunkgate.store.FileInfo;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The response to a GET or HEAD that follows an upload. The file has no version yet, so there is no tag and no time, caches
 * must not store it, and If-Range never holds.
 *
 * <p>If the upload announced its size, the response is like that of a published file. If not, it ends with the upload: no
 * Content-Length, and an open range ends at {@value #OPEN_END}, which means an unknown end (RFC 8673). Several ranges, and
 * suffix ranges without a size, are ignored.
 */
final class FollowPlan {
    /** The largest position that every client supports (RFC 8673, section 2.2). */
    static final long OPEN_END = 9_007_199_254_740_991L;

    private FollowPlan() {}

    /**
     * Plans the response.
     *
     * @param file of which only the name is final
     * @param size in bytes, if announced
     */
    static DownloadPlan of(DownloadRequest request, FileInfo file, OptionalLong size, HttpConfig config, Instant now) {
        Representation representation = new Representation(file.name(), ContentCoding.IDENTITY, file);
        Validators none = new Validators(null, null);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", HttpDates.format(now));
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "no-store");
        return switch (Preconditions.evaluate(request.method(), request.conditions(), none)) {
            case FAILED -> DownloadPlan.empty(412, headers);
            case NOT_MODIFIED -> DownloadPlan.empty(304, headers);
            case PROCEED -> proceed(request, representation, size, headers);
        };
    }

    private static DownloadPlan proceed(
            DownloadRequest request, Representation representation, OptionalLong size, Map<String, String> headers) {
        ByteRanges selected = select(request, size, representation.contentType());
        request.chunks().ifPresent(chunks -> headers.put("X-Chunk-Size", Integer.toString(chunks.chunkSize())));
        if (selected instanceof ByteRanges.Unsatisfiable) {
            size.ifPresent(known -> headers.put("Content-Range", ContentRange.unsatisfied(known)));
            return DownloadPlan.empty(416, headers);
        }
        request.chunks().ifPresent(chunks -> headers.put("X-Chunk-Number", Long.toString(chunks.startAt())));
        RepresentationFields.addContent(headers, representation, request.attachment());
        headers.put("Content-Type", representation.contentType());
        DownloadPlan plan = selected instanceof ByteRanges.Partial partial
                ? partial(partial.ranges().get(0), size, headers)
                : plan(200, new ByteRange(0, size.orElse(Long.MAX_VALUE)), size, headers);
        return request.method().equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    /** Treats a file of unknown size as one of the maximum size. */
    private static ByteRanges select(DownloadRequest request, OptionalLong size, String contentType) {
        long length = size.orElse(OPEN_END + 1);
        if (request.chunks().isPresent()) {
            return request.chunks().get().select(length);
        }
        String range = request.range();
        if (range == null || request.ifRange() != null || !request.method().equals(HttpMethod.GET)) {
            return new ByteRanges.Whole();
        }
        List<RangeSpec> specs = RangeSpec.parseAll(range).orElse(List.of());
        if (specs.size() != 1 || (size.isEmpty() && specs.get(0) instanceof RangeSpec.Suffix)) {
            return new ByteRanges.Whole();
        }
        return RangeHeader.select(range, length, contentType);
    }

    private static DownloadPlan partial(ByteRange range, OptionalLong size, Map<String, String> headers) {
        headers.put("Content-Range", ContentRange.of(range, size));
        return plan(206, range, size, headers);
    }

    private static DownloadPlan plan(int status, ByteRange range, OptionalLong size, Map<String, String> headers) {
        if (size.isPresent()) {
            headers.put("Content-Length", Long.toString(range.length()));
        }
        return new DownloadPlan(status, headers, new DownloadPlan.Body.Range(range));
    }
}
