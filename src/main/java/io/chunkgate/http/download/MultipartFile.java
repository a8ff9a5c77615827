package io.chunkgate.http.download;

import io.chunkgate.http.message.MultipartRanges;
import io.chunkgate.io.ByteRange;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.CompositeFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a multipart/byteranges response as a file: position 0 is the first delimiter. So a multipart response is read,
 * rate-limited and verified like any other.
 */
final class MultipartFile implements StoredFile, CompositeFile {
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
    public Future<Buffer> read(long position, int length) {
        ByteRange wanted = new ByteRange(position, length);
        List<Future<Buffer>> parts = segments.stream()
                .filter(segment -> segment.range().start() < wanted.end()
                        && wanted.start() < segment.range().end())
                .map(segment -> read(segment, wanted))
                .toList();
        return Future.all(parts).map(all -> {
            Buffer joined = Buffer.buffer(length);
            parts.forEach(part -> {
                joined.appendBuffer(part.result());
                file.release(part.result());
            });
            return joined;
        });
    }

    @Override
    public Future<Void> verify() {
        return file.verify();
    }

    @Override
    public Future<Void> close() {
        return file.close();
    }

    private Future<Buffer> read(Segment segment, ByteRange wanted) {
        long from = Math.max(segment.range().start(), wanted.start())
                - segment.range().start();
        long to =
                Math.min(segment.range().end(), wanted.end()) - segment.range().start();
        return segment.isFraming()
                ? Future.succeededFuture(Buffer.buffer(segment.framing()).slice((int) from, (int) to))
                : file.read(segment.filePosition() + from, (int) (to - from));
    }

    private void addFraming(byte[] framing) {
        add(framing.length, framing, 0);
    }

    private void add(long count, byte[] framing, long filePosition) {
        segments.add(new Segment(new ByteRange(length, count), framing, filePosition));
        length += count;
    }
}
