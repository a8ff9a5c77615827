package io.chunkgate.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chunkgate.io.ByteRange;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Any Range field and any size: the selected ranges lie in the file, are disjoint, and cost no more than the file. */
class RangeHeaderFuzz {
    @Tag("fuzz")
    @FuzzTest(maxDuration = "5s")
    void briefly_rangesLieInTheFile(FuzzedDataProvider data) {
        run(data);
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_rangesLieInTheFile(FuzzedDataProvider data) {
        run(data);
    }

    private static void run(FuzzedDataProvider data) {
        long size = data.consumeLong(0, Long.MAX_VALUE / 4);
        String field = data.consumeRemainingAsString();
        if (RangeHeader.select(field, size, "text/plain") instanceof ByteRanges.Partial partial) {
            check(partial.ranges(), size);
        }
        if (RangeHeader.select("bytes=" + field, size, "text/plain") instanceof ByteRanges.Partial partial) {
            check(partial.ranges(), size);
        }
    }

    private static void check(List<ByteRange> ranges, long size) {
        assertThat(ranges).isNotEmpty().hasSizeLessThanOrEqualTo(RangeHeader.MAX_RANGES);
        for (ByteRange range : ranges) {
            assertThat(range.start()).isBetween(0L, size - 1);
            assertThat(range.end()).isBetween(range.start() + 1, size);
            assertThat(ranges).filteredOn(other -> overlap(other, range)).hasSize(1);
        }
    }

    private static boolean overlap(ByteRange a, ByteRange b) {
        return a.start() < b.end() && b.start() < a.end();
    }
}
