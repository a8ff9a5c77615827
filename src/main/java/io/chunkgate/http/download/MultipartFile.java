package io.chunkgate.http.download;

import io.chunkgate.http.message.MultipartRanges;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.CompositeFile;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a multipart/byteranges response as a file: position 0 is the first delimiter. So a multipart response is read,
 * rate-limited and verified like any other.
 */
final class MultipartFile extends ReadOnlyFile implements StoredFile, CompositeFile {
    /** A range of the response: framing bytes, or, if there are none, a range of the file. */
    private record Segment(ByteRange range, byte[] framing, long filePosition) {
        boolean isFraming() {
            return framing.length > 0;
        }
    }

    private final StoredFile file;
    private final ByteRange span;
    private final List<Segment> segments = new ArrayList<>();
    private long length;

    /**
     * @param file    closed with this file
     * @param ranges  the parts
     * @param framing of these ranges
     */
    MultipartFile(StoredFile file, List<ByteRange> ranges, MultipartRanges framing) {
        this.file = file;
        long start = ranges.stream().mapToLong(ByteRange::start).min().orElse(0);
        long end = ranges.stream().mapToLong(ByteRange::end).max().orElse(0);
        this.span = new ByteRange(start, end - start);
        for (int part = 0; part < ranges.size(); part++) {
            addFraming(framing.header(part));
            add(ranges.get(part).length(), new byte[0], ranges.get(part).start());
        }
        addFraming(framing.closing());
    }

    /** The length of the response in bytes. */
    long length() {
        return length;
    }

    @Override
    public ByteRange span() {
        return span;
    }

    @Override
    public FileInfo info() {
        return file.info();
    }

    @Override
    public AsyncFile content() {
        return this;
    }

    @Override
    public long sizeBlocking() {
        return length;
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        ByteRange wanted = new ByteRange(position, Math.min(target.remaining(), Math.max(0, length - position)));
        List<Future<Void>> parts = segments.stream()
                .filter(segment -> segment.range().start() < wanted.end()
                        && wanted.start() < segment.range().end())
                .map(segment -> fill(segment, wanted, target))
                .toList();
        return Future.join(parts).map((int) wanted.length());
    }

    @Override
    public int readAhead() {
        return file.content() instanceof ReadOnlyFile source ? source.readAhead() : super.readAhead();
    }

    @Override
    public Future<Void> verify() {
        return file.verify();
    }

    @Override
    protected Future<Void> release() {
        return file.close();
    }

    private Future<Void> fill(Segment segment, ByteRange wanted, ByteBuffer target) {
        ByteRange range = segment.range();
        long start = Math.max(range.start(), wanted.start());
        int count = (int) (Math.min(range.end(), wanted.end()) - start);
        long offset = start - range.start();
        ByteBuffer part = target.slice((int) (start - wanted.start()), count);
        if (segment.isFraming()) {
            part.put(segment.framing(), (int) offset, count);
            return Future.succeededFuture();
        }
        long from = segment.filePosition() + offset;
        if (offset == 0 && file.content() instanceof ReadOnlyFile source) {
            source.expect(new ByteRange(from, range.length()));
        }
        return fill(file.content(), part, from)
                .compose(found -> found == count
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StoreException(
                                ErrorCode.DATA_LOSS, "the file ended at " + (from + found) + " while it was read")));
    }

    private void addFraming(byte[] framing) {
        add(framing.length, framing, 0);
    }

    private void add(long count, byte[] framing, long filePosition) {
        segments.add(new Segment(new ByteRange(length, count), framing, filePosition));
        length += count;
    }
}
