package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.netty.util.collection.LongObjectHashMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of {@link EndedUploads}, with the places of its lines: at most 80 bytes of memory for each upload. Not safe for
 * several threads; channels are the caller's. Methods with a channel block.
 */
final class EndedSegment {
    private static final Logger LOG = LoggerFactory.getLogger(EndedSegment.class);
    private static final int LINE_BYTES = 4096;

    private final String name;
    /** The place of the last line of an upload, by the first half of its id. */
    private final LongObjectHashMap<Long> places = new LongObjectHashMap<>();

    private long end;
    private boolean reported;

    EndedSegment(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Where the next line begins that was not read. */
    long end() {
        return end;
    }

    /** Adds a line that this process has written at the end. */
    void add(UploadId id, int byteCount) {
        places.put(key(id), (Long) end);
        end += byteCount;
    }

    /**
     * Reads the lines after those that were read. A line that is not valid is ignored; one without an end is read again when
     * there is more.
     *
     * @param found called for each line, without its JSON
     */
    void readNew(FileChannel file, Consumer<EndedLine> found) throws IOException {
        boolean isFirstTime = end == 0;
        long invalid = 0;
        byte[] block = new byte[(int) Math.min(EndedLine.MAX_BYTES, Math.max(0, file.size() - end))];
        int length = read(file, block, end);
        while (length > 0) {
            int next = 0;
            for (int feed = feed(block, 0, length); feed >= 0; feed = feed(block, next, length)) {
                invalid += note(block, next, feed, end + next, found) ? 0 : 1;
                next = feed + 1;
            }
            boolean isTooLong = next == 0 && length == EndedLine.MAX_BYTES;
            end += isTooLong ? length : next;
            if (next == 0 && !isTooLong) {
                break;
            }
            length = read(file, block, end);
        }
        report(invalid + (isFirstTime && length > 0 ? 1 : 0));
    }

    private boolean note(byte[] block, int from, int to, long place, Consumer<EndedLine> found) {
        try {
            EndedLine line = EndedLine.parse(block, from, Math.min(to, from + EndedLine.HEAD_BYTES));
            places.put(key(line.id()), (Long) place);
            found.accept(line);
            return true;
        } catch (RuntimeException invalid) {
            return false;
        }
    }

    /** A crash leaves an incomplete line at the end, of an upload that has not ended. */
    private void report(long invalid) {
        if (invalid > 0 && !reported) {
            reported = true;
            LOG.warn(
                    "Cannot read {} records of ended uploads in {}; they are ignored, as after a crash", invalid, name);
        }
    }

    /** The newest line of an upload; empty when the file has none. */
    Optional<EndedLine> find(FileChannel file, UploadId id) throws IOException {
        @Nullable Long place = places.get(key(id));
        if (place == null) {
            return Optional.empty();
        }
        byte[] line = new byte[LINE_BYTES];
        int length = read(file, line, place);
        int feed = feed(line, 0, length);
        if (feed < 0) {
            line = new byte[EndedLine.MAX_BYTES];
            length = read(file, line, place);
            feed = feed(line, 0, length);
        }
        try {
            return Optional.of(EndedLine.parse(line, 0, feed))
                    .filter(found -> found.id().equals(id));
        } catch (RuntimeException invalid) {
            report(1);
            return Optional.empty();
        }
    }

    boolean mayHave(UploadId id) {
        return places.containsKey(key(id));
    }

    private static long key(UploadId id) {
        return Long.parseUnsignedLong(id.value(), 0, Long.BYTES * 2, 16);
    }

    private static int read(FileChannel file, byte[] target, long position) throws IOException {
        return BlockingTasks.fill(ByteBuffer.wrap(target), file, position);
    }

    /** The first line feed from an index; -1 when there is none. */
    private static int feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
