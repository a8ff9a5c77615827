package io.chunkgate.accesslog;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The download of one version of a file by one client, in one or more parts. */
final class AggregatedDownload {
    /** Beyond this number of disjoint ranges, parts are counted without their position. */
    private static final int MAX_PARTS = 1000;

    /** Parts with equal keys belong to one download. */
    record Key(String principal, String host, String name, String etag) {}

    private final Key key;
    private final String listener;
    private final long size;
    private final Instant begin;
    /** The sent ranges without overlaps, from start to end. */
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

    /** Adds a part of which {@code count} bytes were sent. */
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

    int parts() {
        return parts;
    }

    boolean isWhole() {
        return distinctBytes() == size;
    }

    Instant lastEnd() {
        return lastEnd;
    }

    /**
     * Describes the download: {@code bytes} includes repeated ones, {@code ms} is the time from the start of the first part to
     * the end of the last one.
     */
    JsonObject toJson() {
        return new JsonObject()
                .put("listener", listener)
                .put("host", key.host())
                .put("principal", LogLines.bounded(key.principal()))
                .put("name", key.name())
                .put("etag", key.etag())
                .put("size", size)
                .put("bytes", byteCount)
                .put("distinctBytes", distinctBytes())
                .put("parts", parts)
                .put("whole", isWhole())
                .put("ms", Duration.between(begin, lastEnd).toMillis());
    }

    /** The sent bytes without repeated ones. */
    private long distinctBytes() {
        return ranges.entrySet().stream()
                .mapToLong(part -> part.getValue() - part.getKey())
                .sum();
    }
}
