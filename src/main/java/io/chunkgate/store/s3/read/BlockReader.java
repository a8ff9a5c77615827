package io.chunkgate.store.s3.read;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Keys;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

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

    /** The end of the block at a position. */
    long blockEnd(long position) {
        return blocks.get(indexOf(position)).end();
    }

    /** Reads that many bytes, fewer only at the end of the last block. */
    public Future<Buffer> read(long position, int length) {
        return read(position, length, WindowBufferPool::onHeap);
    }

    /** @param memory for a read within one block; a read over several blocks is joined on the heap */
    public Future<Buffer> read(long position, int length, IntFunction<ByteBuf> memory) {
        long end = Math.min(position + length, end());
        List<Future<Buffer>> parts = new ArrayList<>();
        for (int i = indexOf(position); i < blocks.size() && blocks.get(i).offset() < end; i++) {
            parts.add(readWithin(blocks.get(i), position, end, memory));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return Future.all(parts).map(all -> {
            Buffer whole = Buffer.buffer((int) Math.max(0, end - position));
            all.<Buffer>list().forEach(whole::appendBuffer);
            return whole;
        });
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

    private Future<Buffer> readWithin(Block block, long from, long to, IntFunction<ByteBuf> memory) {
        long start = Math.max(from, block.offset());
        int length = (int) (Math.min(to, block.end()) - start);
        return bucket.read(Keys.block(id, block), block.etag(), start - block.offset(), length, memory);
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
