package io.chunkgate.store.s3.upload;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.follow.SerialExecutor;
import io.chunkgate.store.s3.client.PartSizes;
import io.chunkgate.store.s3.client.PutBody;
import io.chunkgate.store.s3.client.Workers;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.read.BlockReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes the bytes of an upload in blocks: collects them, puts two blocks at a time, and counts a block as stored in order,
 * and only after a check that no later epoch had begun when it was put. A block whose put failed stays in memory and is put
 * again with the next wait.
 *
 * <p>One call at a time; the state may be read by any thread.
 */
public final class BlockWriter {
    /** The minimum size of a block, except for the last block and when memory is short; larger files have larger blocks. */
    public static final int LEAST_BLOCK_BYTES = 8 * 1024 * 1024;

    /** When bytes follow a last block shorter than this, it is stored again as the beginning of a longer block. */
    static final int SHORT_BYTES = 1024 * 1024;

    private static final int IN_FLIGHT = 2;

    private final UploadObjects objects;
    private final UploadId id;
    private final MemoryBudget.Share memory;
    private final BufferPool buffers;
    private final Optional<RunningDigest> digest;
    private final SerialExecutor digesting = new SerialExecutor();
    private final Workers workers;

    private final Deque<Sent> sent = new ArrayDeque<>();
    private List<Block> chain;
    private BlockBuffer current;
    private int epoch;
    private int stageNumber;
    private boolean staged;
    private long stagedFrom;

    /**
     * Continues after the stored blocks, as the last epoch.
     *
     * @param tail   the bytes of the last block if it is short, else empty
     * @param digest of none or some of these bytes; continued with the following bytes
     */
    BlockWriter(S3UploadServices services, UploadSnapshot stored, Buffer tail, Optional<RunningDigest> digest) {
        this.objects = services.objects();
        this.workers = services.workers();
        this.memory = services.memory().open();
        this.buffers = services.buffers();
        this.id = stored.id();
        this.epoch = stored.last().number();
        this.chain = List.copyOf(stored.chain());
        this.digest = digest;
        this.current = new BlockBuffer(buffers, BlockList.end(chain) - tail.length());
        current.append(VertxInternals.byteBuf(tail), tail.length());
        this.memory.reserve(tail.length());
    }

    /** The number of written bytes, including staged ones. */
    synchronized long offset() {
        return current.end();
    }

    /** The number of written bytes without staged ones. */
    synchronized long visible() {
        return staged ? stagedFrom : current.end();
    }

    /** The number of visible bytes in the bucket. */
    synchronized long stored() {
        return Math.min(BlockList.end(chain), visible());
    }

    /** The stored blocks without staged ones. */
    synchronized List<Block> chain() {
        return chain.stream().filter(block -> block.end() <= visible()).toList();
    }

    synchronized int epoch() {
        return epoch;
    }

    /** The digest of the written bytes, if it is computed. */
    Optional<RunningDigest> digest() {
        return digest;
    }

    /** The digest of the stored bytes; those that another process wrote are read from the bucket. Called when all are stored. */
    Future<Optional<String>> hex(boolean isRequested) {
        return hex(isRequested, running -> {
            BlockReader reader = new BlockReader(objects.bucket(), id, chain());
            return reader.forEach(running.position(), reader.end(), bytes -> workers.digest(running, bytes));
        });
    }

    /** As {@link #hex}, while no byte is stored. */
    Future<Optional<String>> hexInMemory(boolean isRequested) {
        BlockBuffer all = current();
        ByteBuffer[] views = all.view(0, all.end());
        return hex(isRequested, running -> digest(running, all, 0, views));
    }

    /** @param rest adds the bytes that are not digested yet */
    private Future<Optional<String>> hex(boolean isRequested, Function<RunningDigest, Future<Void>> rest) {
        if (digest.isEmpty() && !isRequested) {
            return Future.succeededFuture(Optional.empty());
        }
        RunningDigest running = digest.orElseGet(RunningDigest::new);
        return rest.apply(running).map(v -> Optional.of(running.hex()));
    }

    /** Puts the written bytes by a request, which may ask for the body again, while no byte is stored. */
    <T> Future<T> putFromMemory(Function<Supplier<PutBody>, Future<T>> request) {
        BlockBuffer all = current();
        ByteBuffer[] views = all.view(0, all.end());
        return request.apply(() -> all.body(views)).onSuccess(stored -> all.sent());
    }

    private synchronized BlockBuffer current() {
        return current;
    }

    synchronized boolean isStaged() {
        return staged;
    }

    /**
     * Appends bytes, and starts to put full blocks.
     *
     * @param size of the whole file if known
     */
    synchronized void append(ByteBuf data, OptionalLong size) {
        int blockBytes = PartSizes.next(LEAST_BLOCK_BYTES, size, current.end());
        while (data.isReadable()) {
            int taken = Math.min(data.readableBytes(), Math.max(1, blockBytes - current.length()));
            current.append(data, taken);
            memory.reserve(taken);
            if (current.length() >= blockBytes) {
                send();
            }
        }
    }

    /** Whether bytes may stay in memory. */
    boolean hasRoom() {
        return memory.hasRoom();
    }

    /** Succeeds when more bytes may be appended: at once, unless blocks are queued or memory is short. */
    Future<Void> room() {
        if (hasRoom()) {
            return settled(IN_FLIGHT - 1);
        }
        synchronized (this) {
            send();
        }
        return settled(0);
    }

    /** Puts the visible bytes; succeeds when they are stored. */
    Future<Void> flush() {
        synchronized (this) {
            long end = staged ? Math.max(current.start(), stagedFrom) : current.end();
            if (end - current.start() >= SHORT_BYTES && end == current.end()) {
                send();
            } else if (end > current.start() && end > BlockList.end(chain)) {
                put(new Sent(current, current.start(), end, 0, false));
            }
        }
        return settled(0);
    }

    /** Stages the bytes that follow. */
    synchronized void stage() {
        staged = true;
        stagedFrom = current.end();
        stageNumber++;
    }

    /** Makes the staged bytes visible. */
    Future<Void> commitStaged() {
        boolean isInBlocks;
        synchronized (this) {
            isInBlocks = current.start() > stagedFrom;
        }
        Future<Void> marked = isInBlocks ? settled(0).compose(v -> markCommitted()) : Future.succeededFuture();
        return marked.onSuccess(v -> {
            synchronized (this) {
                staged = false;
            }
        });
    }

    /** Drops the staged bytes. */
    Future<Void> rollback() {
        synchronized (this) {
            if (!staged) {
                return Future.succeededFuture();
            }
            if (current.start() <= stagedFrom) {
                memory.unreserve(current.end() - stagedFrom);
                current.truncate((int) (stagedFrom - current.start()));
                staged = false;
                return Future.succeededFuture();
            }
        }
        return settled(0).onSuccess(v -> dropStagedBlocks());
    }

    /** Continues as another epoch; called when all blocks are stored. */
    synchronized void enter(int next) {
        epoch = next;
    }

    /** Fills the target with bytes from memory; returns how many, 0 when the first of them is not in memory. */
    synchronized int fill(ByteBuffer target, long position) {
        if (position >= current.start()) {
            return current.fill(target, position, visible());
        }
        for (Sent block : sent) {
            if (position >= block.from && position < block.to) {
                return block.bytes.fill(target, position, block.to);
            }
        }
        return 0;
    }

    /** Releases the memory of bytes that are not stored; called when no put runs. */
    synchronized void close() {
        memory.close();
        sent.forEach(block -> block.bytes.release());
        sent.clear();
        current.release();
        current = new BlockBuffer(buffers, current.end());
    }

    /** Succeeds when no put runs, whether they succeeded or not. */
    Future<Void> idle() {
        List<Future<Void>> all;
        synchronized (this) {
            all = sent.stream().map(block -> block.stored).toList();
        }
        return Future.join(all).transform(done -> Future.succeededFuture());
    }

    /** Retries failed blocks; succeeds when at most that many blocks are not stored whose put has begun. */
    Future<Void> settled(int most) {
        synchronized (this) {
            sent.stream().filter(block -> block.stored.failed()).forEach(this::attempt);
        }
        return await(most);
    }

    private Future<Void> await(int most) {
        Sent first;
        synchronized (this) {
            if (sent.size() <= most) {
                return Future.succeededFuture();
            }
            first = sent.getFirst();
        }
        return first.stored.compose(v -> {
            advance();
            return await(most);
        });
    }

    /** Puts the collected bytes; staged bytes never share a block with others. */
    private void send() {
        long start = current.start();
        if (current.length() == 0) {
            return;
        }
        if (staged && start < stagedFrom) {
            put(new Sent(current, start, stagedFrom, 0, true));
            start = stagedFrom;
        }
        if (start < current.end()) {
            put(new Sent(current, start, current.end(), staged ? stageNumber : 0, true));
        }
        current = new BlockBuffer(buffers, current.end());
    }

    private void put(Sent block) {
        sent.add(block);
        attempt(block);
    }

    private void attempt(Sent block) {
        ByteBuffer[] views = block.bytes.view(block.from, block.to);
        Block named = new Block(block.from, (int) (block.to - block.from), epoch, block.stageNumber, "");
        int writing = epoch;
        Future<Void> digested =
                block.stageNumber == 0 ? digest(block.bytes, block.from, views) : Future.succeededFuture();
        Future<Void> stored = objects.bucket()
                .put(Keys.block(id, named), () -> block.bytes.body(views))
                .onSuccess(etag -> block.bytes.sent())
                .compose(etag -> objects.isLast(id, writing).compose(last -> {
                    block.result = named.withEtag(etag);
                    return last ? Future.<Void>succeededFuture() : Future.failedFuture(StoreErrors.uploadTakenOver());
                }));
        block.stored = Future.join(digested, stored).mapEmpty();
        block.stored.onSuccess(v -> advance());
    }

    private Future<Void> digest(BlockBuffer bytes, long from, ByteBuffer[] views) {
        return digest.map(running -> digesting.run(() -> digest(running, bytes, from, views)))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> digest(RunningDigest running, BlockBuffer bytes, long from, ByteBuffer[] views) {
        return bytes.read(() -> workers.run(() -> {
            running.update(from, views);
            return null;
        }));
    }

    /** Counts stored blocks, in order. */
    private synchronized void advance() {
        while (!sent.isEmpty() && sent.getFirst().stored.succeeded()) {
            Sent block = sent.remove();
            List<Block> longer = new ArrayList<>(chain);
            longer.removeIf(before -> before.offset() >= block.from);
            longer.add(block.result);
            chain = longer;
            memory.unreserve(block.released());
            if (block.bytes != current && sent.stream().noneMatch(other -> other.bytes == block.bytes)) {
                block.bytes.release();
            }
        }
    }

    private Future<Void> markCommitted() {
        int writing = epoch();
        return objects.commitStage(id, writing, stageNumber)
                .compose(v -> objects.isLast(id, writing))
                .compose(last -> last ? Future.succeededFuture() : Future.failedFuture(StoreErrors.uploadTakenOver()));
    }

    private synchronized void dropStagedBlocks() {
        chain = chain.stream().filter(block -> block.offset() < stagedFrom).toList();
        memory.unreserve(current.length());
        current.release();
        current = new BlockBuffer(buffers, stagedFrom);
        staged = false;
    }

    /** A block whose put has begun. */
    private static final class Sent {
        private final BlockBuffer bytes;
        private final long from;
        private final long to;
        private final int stageNumber;
        private final boolean isLastUse;
        private Future<Void> stored = Future.succeededFuture();
        private Block result = new Block(0, 0, 0, 0, "");

        /** @param isLastUse whether the bytes are released with it */
        Sent(BlockBuffer bytes, long from, long to, int stageNumber, boolean isLastUse) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            this.stageNumber = stageNumber;
            this.isLastUse = isLastUse;
        }

        long released() {
            return isLastUse ? to - from : 0;
        }
    }
}
