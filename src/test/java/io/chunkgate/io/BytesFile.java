package io.chunkgate.io;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A file in memory, whose reads complete at once unless a test delays them. Records the positions of reads. */
final class BytesFile extends ReadOnlyFile {
    final List<Long> reads = new ArrayList<>();
    Function<Long, Future<Void>> beforeRead = position -> Future.succeededFuture();
    int readAhead = 1;

    private final byte[] bytes;

    BytesFile(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long sizeBlocking() {
        return bytes.length;
    }

    @Override
    public int readAhead() {
        return readAhead;
    }

    @Override
    protected Future<Integer> fill(ByteBuffer target, long position) {
        reads.add(position);
        int from = (int) Math.min(position, bytes.length);
        int count = Math.min(target.remaining(), bytes.length - from);
        return beforeRead.apply(position).map(v -> {
            target.put(bytes, from, count);
            return count;
        });
    }

    @Override
    protected Future<Void> release() {
        return Future.succeededFuture();
    }
}
