package io.chunkgate.store.s3.read;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.ObjectVersion;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Keys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads bytes from blocks. Results arrive on any thread. */
public final class BlockReader {
    private static final int STEP_BYTES = 2 * 1024 * 1024;

    private final Bucket bucket;
    private final UploadId id;
    private final List<Block> blocks;

    /** @param blocks without a gap from offset 0 */
    public BlockReader(Bucket bucket, UploadId id, List<Block> blocks) {
        this.bucket = bucket;
        this.id = id;
        this.blocks = List.copyOf(blocks);
    }

    public long end() {
        return BlockList.end(blocks);
    }

    /** Reads that many bytes into a new buffer, fewer only at the end of the last block. */
    public Future<Buffer> read(long position, int length) {
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[length]);
        return fill(bytes.nioBuffer(), position).map(count -> VertxInternals.buffer(bytes.writerIndex(count)));
    }

    /** Fills the target, or a part of it at the end of the last block; returns how many bytes. */
    public Future<Integer> fill(ByteBuffer target, long position) {
        long end = Math.min(position + target.remaining(), end());
        List<Future<Void>> parts = new ArrayList<>();
        for (int i = indexOf(position); i < blocks.size() && blocks.get(i).offset() < end; i++) {
            Block block = blocks.get(i);
            long start = Math.max(position, block.offset());
            int length = (int) (Math.min(end, block.end()) - start);
            ByteBuffer part = target.slice((int) (start - position), length);
            parts.add(
                    bucket.read(new ObjectVersion(Keys.block(id, block), block.etag()), start - block.offset(), part));
        }
        return Future.join(parts).map((int) Math.max(0, end - position)); // No part is being filled afterwards.
    }

    /**
     * Reads a range in chunks, each after the previous one was processed.
     *
     * @param consumer receives the chunks in order
     */
    public Future<Void> forEach(long from, long to, Function<Buffer, Future<?>> consumer) {
        Promise<Void> end = Promise.promise();
        step(from, to, consumer, end);
        return end.future();
    }

    /** With one promise for all steps, as a chain of futures would overflow the stack; each step waits for the bucket. */
    private void step(long from, long to, Function<Buffer, Future<?>> consumer, Promise<Void> end) {
        if (from >= to) {
            end.complete();
            return;
        }
        read(from, (int) Math.min(STEP_BYTES, to - from))
                .compose(bytes -> consumer.apply(bytes).map(bytes.length()))
                .onFailure(end::fail)
                .onSuccess(count -> step(from + count, to, consumer, end));
    }

    /** The index of the block at a position, by binary search. */
    private int indexOf(long position) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).end() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
