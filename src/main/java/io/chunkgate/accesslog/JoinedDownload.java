package io.chunkgate.accesslog;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What one client got of one version of a file, in however many parts. */
final class JoinedDownload {
    /** More pieces than that with gaps between them are counted, but not told apart. */
    private static final int MAX_PIECES = 1000;

    /** Whose parts belong together. */
    record Key(String principal, String host, String name, String etag) {}

    private final Key key;
    private final String door;
    private final long size;
    private final Instant begin;
    /** Start to end of what was sent, without overlaps. */
    private final TreeMap<Long, Long> pieces = new TreeMap<>();

    private Instant lastEnd;
    private long byteCount;
    private int parts;

    JoinedDownload(Key key, String door, long size, Instant begin) {
        this.key = key;
        this.door = door;
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
        Map.Entry<Long, Long> before = pieces.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> next = pieces.ceilingEntry(from);
        while (next != null && next.getKey() <= to) {
            to = Math.max(to, next.getValue());
            pieces.remove(next.getKey());
            next = pieces.ceilingEntry(from);
        }
        if (pieces.size() < MAX_PIECES || pieces.containsKey(from)) {
            pieces.put(from, to);
        }
    }

    Key key() {
        return key;
    }

    String door() {
        return door;
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
        return pieces.entrySet().stream()
                .mapToLong(piece -> piece.getValue() - piece.getKey())
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
