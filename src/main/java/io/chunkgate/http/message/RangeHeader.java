package io.chunkgate.http.message;

import io.chunkgate.http.download.MultipartRanges;
import io.chunkgate.io.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Range field of a GET against a file (RFC 9110, section 14.2). HEAD has no ranges: do not ask.
 *
 * <p>What the server may ignore is ignored, as section 14.2 allows, and the whole file is sent: another unit, bad syntax,
 * a range that ends before it begins, more than {@value #MAX_RANGES} ranges after merging, and an answer that would be
 * longer than the file plus {@value #MAX_EXTRA_BYTES} bytes.
 */
public final class RangeHeader {
    static final int MAX_RANGES = 64;
    static final long MAX_EXTRA_BYTES = 4096;

    private record Placed(ByteRange range, int place) {}

    private RangeHeader() {}

    /**
     * Selects the bytes to send.
     *
     * @param value the Range field, or null if the request lacks it
     * @param size of the file in bytes
     * @param contentType of the file, which each part of a multipart answer repeats
     */
    public static ByteRanges select(@Nullable String value, long size, String contentType) {
        Optional<List<RangeSpec>> specs = value == null ? Optional.empty() : RangeSpec.parseAll(value);
        return specs.map(asked -> select(asked, size, contentType)).orElseGet(ByteRanges.Whole::new);
    }

    private static ByteRanges select(List<RangeSpec> asked, long size, String contentType) {
        List<ByteRange> present =
                asked.stream().flatMap(spec -> spec.within(size).stream()).toList();
        if (present.isEmpty()) {
            return size == 0 && asked.stream().anyMatch(RangeHeader::isSuffixOfSome)
                    ? new ByteRanges.Whole()
                    : new ByteRanges.Unsatisfiable();
        }
        List<ByteRange> merged = merge(present);
        return isAffordable(merged, size, contentType) ? new ByteRanges.Partial(merged) : new ByteRanges.Whole();
    }

    /**
     * Of an empty file, a suffix of one byte or more is satisfiable and nothing else is (section 14.1.2): the entire
     * representation is used. But 206 cannot say that, since Content-Range has no form for no bytes; so it is 200.
     */
    private static boolean isSuffixOfSome(RangeSpec spec) {
        return spec instanceof RangeSpec.Suffix suffix && suffix.length() > 0;
    }

    private static boolean isAffordable(List<ByteRange> ranges, long size, String contentType) {
        if (ranges.size() == 1) {
            return true;
        }
        return ranges.size() <= MAX_RANGES
                && MultipartRanges.length(contentType, size, ranges) - MAX_EXTRA_BYTES <= size;
    }

    /**
     * Joins what overlaps or touches; a joined range stands where the first of its members stood, as section 15.3.7.2
     * wants the order of the request kept.
     */
    private static List<ByteRange> merge(List<ByteRange> asked) {
        if (asked.size() == 1) {
            return asked;
        }
        List<Placed> joined = new ArrayList<>();
        for (Placed next : sortedByStart(asked)) {
            Placed last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && next.range().start() <= last.range().end()) {
                joined.set(joined.size() - 1, join(last, next));
            } else {
                joined.add(next);
            }
        }
        return joined.stream()
                .sorted(Comparator.comparingInt(Placed::place))
                .map(Placed::range)
                .toList();
    }

    private static List<Placed> sortedByStart(List<ByteRange> asked) {
        List<Placed> sorted = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            sorted.add(new Placed(asked.get(i), i));
        }
        sorted.sort(Comparator.comparingLong(placed -> placed.range().start()));
        return sorted;
    }

    private static Placed join(Placed a, Placed b) {
        long start = a.range().start();
        long end = Math.max(a.range().end(), b.range().end());
        return new Placed(new ByteRange(start, end - start), Math.min(a.place(), b.place()));
    }
}
