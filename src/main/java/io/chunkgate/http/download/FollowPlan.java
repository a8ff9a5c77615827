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
 * How a GET or HEAD that follows an upload is to be answered. The file has no version yet, so there is no tag and no time,
 * nobody may cache it, and If-Range never holds.
 *
 * <p>Where the size is announced, everything is as of a published file. Where it is not, the answer ends with the upload:
 * no Content-Length, and the end of a range is what was asked for, or where that was left open, the
 * {@value #OPEN_END} by which RFC 8673 says that nobody knows it. Several ranges and, without a size, ranges from the end
 * are passed over, which any range may be.
 */
final class FollowPlan {
    /** The largest position that every client can count to (RFC 8673, section 2.2). */
    static final long OPEN_END = 9_007_199_254_740_991L;

    private FollowPlan() {}

    /**
     * Decides.
     *
     * @param file with the name, all else is not final
     * @param size in bytes, if it is announced
     */
    static DownloadPlan of(DownloadRequest asked, FileInfo file, OptionalLong size, HttpConfig config, Instant now) {
        Representation representation = new Representation(file.name(), ContentCoding.IDENTITY, file);
        Validators none = new Validators(null, null);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", HttpDates.format(now));
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "no-store");
        return switch (Preconditions.evaluate(asked.method(), asked.conditions(), none)) {
            case FAILED -> new DownloadPlan(412, headers, new DownloadPlan.Body.None());
            case NOT_MODIFIED -> new DownloadPlan(304, headers, new DownloadPlan.Body.None());
            case PROCEED -> proceed(asked, representation, size, headers);
        };
    }

    private static DownloadPlan proceed(
            DownloadRequest asked, Representation representation, OptionalLong size, Map<String, String> headers) {
        ByteRanges selected = select(asked, size, representation.contentType());
        asked.chunks().ifPresent(chunks -> headers.put("X-Chunk-Size", Integer.toString(chunks.chunkSize())));
        if (selected instanceof ByteRanges.Unsatisfiable) {
            size.ifPresent(known -> headers.put("Content-Range", ContentRange.unsatisfied(known)));
            return new DownloadPlan(416, headers, new DownloadPlan.Body.None());
        }
        asked.chunks().ifPresent(chunks -> headers.put("X-Chunk-Number", Long.toString(chunks.startAt())));
        RepresentationFields.addContent(headers, representation, asked.attachment());
        headers.put("Content-Type", representation.contentType());
        DownloadPlan plan = selected instanceof ByteRanges.Partial partial
                ? partial(partial.ranges().get(0), size, headers)
                : plan(200, new ByteRange(0, size.orElse(Long.MAX_VALUE)), size, headers);
        return asked.method().equals(HttpMethod.HEAD) ? plan.withoutBody() : plan;
    }

    /** Of a file of unknown size as of one that is as long as can be. */
    private static ByteRanges select(DownloadRequest asked, OptionalLong size, String contentType) {
        long length = size.orElse(OPEN_END + 1);
        if (asked.chunks().isPresent()) {
            return asked.chunks().get().select(length);
        }
        String range = asked.range();
        if (range == null || asked.ifRange() != null || !asked.method().equals(HttpMethod.GET)) {
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
