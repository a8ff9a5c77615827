package io.chunkgate.client.resume;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A range of a file that one connection downloads, and its position. Safe for concurrent use. */
final class Segment {
    /** Smaller ranges are not worth another connection. */
    private static final long MIN_SPLIT_BYTES = 1024 * 1024;

    private final long start;
    private final long end;
    private final AtomicLong position;

    /** @param end the position after the last byte */
    Segment(long start, long position, long end) {
        if (start < 0 || position < start || end < position) {
            throw new IllegalArgumentException(
                    "segment: " + start + ", " + position + ", " + end + " (expected: ascending, 0 or more)");
        }
        this.start = start;
        this.position = new AtomicLong(position);
        this.end = end;
    }

    long position() {
        return position.get();
    }

    long doneBytes() {
        return position() - start;
    }

    long missingBytes() {
        return end - position();
    }

    void advance(long byteCount) {
        position.addAndGet(byteCount);
    }

    /** Divides the missing ranges into {@code count} segments, if they are long enough. */
    static List<Segment> split(List<Segment> segments, int count) {
        List<Segment> split = new ArrayList<>(segments);
        while (split.stream().filter(segment -> segment.missingBytes() > 0).count() < count) {
            Segment longest = split.stream()
                    .max(Comparator.comparingLong(Segment::missingBytes))
                    .orElseThrow();
            if (longest.missingBytes() < 2 * MIN_SPLIT_BYTES) {
                break;
            }
            long middle = longest.position() + longest.missingBytes() / 2;
            split.set(split.indexOf(longest), new Segment(longest.start, longest.position(), middle));
            split.add(new Segment(middle, middle, longest.end));
        }
        split.sort(Comparator.comparingLong(segment -> segment.start));
        return split;
    }

    JsonArray toJson() {
        return new JsonArray().add(start).add(position()).add(end);
    }

    /** @throws RuntimeException if it was not written by {@link #toJson} */
    static Segment of(JsonArray json) {
        return new Segment(json.getLong(0), json.getLong(1), json.getLong(2));
    }
}
