package io.chunkgate.http.message;

import io.chunkgate.io.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Selects the bytes of a GET with a Range field (RFC 9110, section 14.2). Not for HEAD, which has no ranges.
 *
 * <p>The whole file is sent, as section 14.2 allows, for an empty file (proxies that cache slices request a
 * range of every file), another unit, bad syntax, a range that ends before it begins, more
 * than {@value #MAX_RANGES} ranges after merging, and a response longer than the file plus {@value #MAX_EXTRA_BYTES} bytes.
 */
public final class RangeHeader {
    static final int MAX_RANGES = 64;
    static final long MAX_EXTRA_BYTES = 4096;

    private record PositionedRange(ByteRange range, int position) {}

    private RangeHeader() {}

    /**
     * Selects the bytes to send.
     *
     * @param value       the Range field, or null
     * @param size        of the file in bytes
     * @param contentType of the file, which each part of a multipart response repeats
     */
    public static ByteRanges select(@Nullable String value, long size, String contentType) {
        Optional<List<RangeSpec>> specs = value == null ? Optional.empty() : RangeSpec.parseAll(value);
        return specs.map(ranges -> select(ranges, size, contentType)).orElseGet(ByteRanges.Whole::new);
    }

    private static ByteRanges select(List<RangeSpec> specs, long size, String contentType) {
        List<ByteRange> present =
                specs.stream().flatMap(spec -> spec.within(size).stream()).toList();
        if (present.isEmpty()) {
            return size == 0 ? new ByteRanges.Whole() : new ByteRanges.Unsatisfiable();
        }
        List<ByteRange> merged = merge(present);
        return isAffordable(merged, size, contentType) ? new ByteRanges.Partial(merged) : new ByteRanges.Whole();
    }

    private static boolean isAffordable(List<ByteRange> ranges, long size, String contentType) {
        if (ranges.size() == 1) {
            return true;
        }
        return ranges.size() <= MAX_RANGES
                && MultipartRanges.length(contentType, size, ranges) - MAX_EXTRA_BYTES <= size;
    }

    /**
     * Merges overlapping and adjacent ranges; a merged range takes the position of its first member, as section 15.3.7.2
     * preserves the order of the request.
     */
    private static List<ByteRange> merge(List<ByteRange> ranges) {
        if (ranges.size() == 1) {
            return ranges;
        }
        List<PositionedRange> result = new ArrayList<>();
        for (PositionedRange next : sortedByStart(ranges)) {
            PositionedRange last = result.isEmpty() ? null : result.get(result.size() - 1);
            if (last != null && next.range().start() <= last.range().end()) {
                result.set(result.size() - 1, merge(last, next));
            } else {
                result.add(next);
            }
        }
        return result.stream()
                .sorted(Comparator.comparingInt(PositionedRange::position))
                .map(PositionedRange::range)
                .toList();
    }

    private static List<PositionedRange> sortedByStart(List<ByteRange> ranges) {
        List<PositionedRange> sorted = new ArrayList<>(ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            sorted.add(new PositionedRange(ranges.get(i), i));
        }
        sorted.sort(Comparator.comparingLong(positioned -> positioned.range().start()));
        return sorted;
    }

    private static PositionedRange merge(PositionedRange a, PositionedRange b) {
        long start = a.range().start();
        long end = Math.max(a.range().end(), b.range().end());
        return new PositionedRange(new ByteRange(start, end - start), Math.min(a.position(), b.position()));
    }
}
