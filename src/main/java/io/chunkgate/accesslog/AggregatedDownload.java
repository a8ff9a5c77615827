package io.chunkgate.accesslog;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What one client got of one version of a file, in however many parts. */
final class AggregatedDownload {
    /** More ranges than that with gaps between them are counted, but not told apart. */
    private static final int MAX_PARTS = 1000;

    /** Whose parts belong together. */
    record Key(String principal, String host, String name, String etag) {}

    private final Key key;
    private final String listener;
    private final long size;
    private final Instant begin;
    /** Start to end of what was sent, without overlaps. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    private Instant lastEnd;
    private long byteCount;
    private int parts;

    AggregatedDownload(Key key, String listener, long size, Instant begin) {
        this.key = key;
        this.listener = listener;
        this.size = size;
        this.begin = begin;
        this.lastEnd = begin;
    }

    /** Adds a part, of which the client took so many bytes. */
    void add(long start, long count, Instant end) {
        parts++;
        byteCount += count;
        lastEnd = end;
        if (count > 0) {
            cover(start, start + count);
        }
    }

    private void cover(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> next = ranges.ceilingEntry(from);
        while (next != null && next.getKey() <= to) {
            to = Math.max(to, next.getValue());
            ranges.remove(next.getKey());
            next = ranges.ceilingEntry(from);
        }
        if (ranges.size() < MAX_PARTS || ranges.containsKey(from)) {
            ranges.put(from, to);
        }
    }

    Key key() {
        return key;
    }

    String listener() {
        return listener;
    }

    /** Of the file, in bytes. */
    long size() {
        return size;
    }

    /** That were sent, some of them twice maybe. */
    long byteCount() {
        return byteCount;
    }

    /** Bytes of the file that were sent. */
    long distinctBytes() {
        return ranges.entrySet().stream()
                .mapToLong(part -> part.getValue() - part.getKey())
                .sum();
    }

    int parts() {
        return parts;
    }

    boolean isWhole() {
        return distinctBytes() == size;
    }

    Instant lastEnd() {
        return lastEnd;
    }

    /** From the begin of its first part to the end of its last. */
    long millis() {
        return Duration.between(begin, lastEnd).toMillis();
    }
}
