package io.chunkgate.http.download;

import io.chunkgate.http.message.ByteRanges;
import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.RangeHeader;
import io.chunkgate.http.message.RangeSpec;
import io.chunkgate.http.message.Validators;
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
    static DownloadPlan of(DownloadRequest request, FileInfo file, OptionalLong size, Instant now) {
        Representation representation = new Representation(file.name(), ContentCoding.IDENTITY, file);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", HttpDates.format(now));
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "no-store");
        return DownloadPlan.of(
                request,
                representation,
                new Validators(null, null),
                size,
                headers,
                () -> select(request, size, representation.contentType()));
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
}
