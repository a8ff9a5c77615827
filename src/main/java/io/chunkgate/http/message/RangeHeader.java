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
        return isAffordable(merged, size, contentType)
                ? new ByteRanges.Partial(inOrder(present, merged))
                : new ByteRanges.Whole();
    }

    private static boolean isAffordable(List<ByteRange> ranges, long size, String contentType) {
        if (ranges.size() == 1) {
            return true;
        }
        return ranges.size() <= MAX_RANGES
                && MultipartRanges.length(contentType, size, ranges) - MAX_EXTRA_BYTES <= size;
    }

    /** Merges overlapping and adjacent ranges; the result is sorted by position. */
    private static List<ByteRange> merge(List<ByteRange> ranges) {
        List<ByteRange> sorted = ranges.stream()
                .sorted(Comparator.comparingLong(ByteRange::start))
                .toList();
        List<ByteRange> merged = new ArrayList<>();
        for (ByteRange next : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && next.start() <= merged.get(last).end()) {
                long start = merged.get(last).start();
                merged.set(last, new ByteRange(start, Math.max(merged.get(last).end(), next.end()) - start));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** A merged range takes the position of its first member, as section 15.3.7.2 preserves the order of the request. */
    private static List<ByteRange> inOrder(List<ByteRange> ranges, List<ByteRange> merged) {
        return ranges.stream()
                .map(range -> merged.stream()
                        .filter(whole -> whole.end() >= range.end() && whole.start() <= range.start())
                        .findFirst()
                        .orElseThrow())
                .distinct()
                .toList();
    }
}
