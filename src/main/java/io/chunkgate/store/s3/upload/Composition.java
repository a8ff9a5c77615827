package io.chunkgate.store.s3.upload;

import static io.chunkgate.store.s3.client.Multipart.LEAST_PART_BYTES;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.follow.SerialExecutor;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Multipart;
import io.chunkgate.store.s3.client.PartSizes;
import io.chunkgate.store.s3.client.PutBody;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies the blocks of an upload into a multipart upload of the file, within the server. Blocks that are too short for a part
 * are read and joined. Continues what an earlier writer of the upload has copied.
 */
final class Composition {
    /** Bounds the memory of joined blocks. */
    private static final int AT_ONCE = 4;

    private final UploadObjects objects;
    private final UploadId id;
    private final String key;
    private final Map<String, String> metadata;
    private final SerialExecutor work = new SerialExecutor();
    private final List<Multipart.Part> parts = new ArrayList<>();
    private @Nullable Multipart multipart;

    /** @param metadata of the file */
    Composition(UploadObjects objects, UploadId id, FileName name, Map<String, String> metadata) {
        this.objects = objects;
        this.id = id;
        this.key = Keys.file(name);
        this.metadata = metadata;
    }

    /** The parts of a whole file. */
    record Composed(Multipart multipart, List<Multipart.Part> parts) {}

    /**
     * A range of the file that becomes one part.
     *
     * @param block that has all of the range; empty when several blocks are joined
     */
    private record Range(int number, long from, long to, Optional<Block> block) {}

    /**
     * Copies the blocks that are not copied yet, as far as they are long enough.
     *
     * @param size of the whole file if known
     */
    Future<Void> extend(List<Block> chain, OptionalLong size) {
        return work.run(() -> begun().compose(begun -> store(begun, chain, size, false)));
    }

    /** Copies all blocks that are not copied yet. */
    Future<Composed> complete(List<Block> chain) {
        return work.run(() -> begun().compose(begun -> store(begun, chain, OptionalLong.of(BlockList.end(chain)), true)
                .map(v -> new Composed(begun, List.copyOf(parts)))));
    }

    private Future<Multipart> begun() {
        return (multipart == null ? find() : Future.succeededFuture(multipart)).onSuccess(found -> multipart = found);
    }

    private Future<Multipart> find() {
        return objects.multipart(id).compose(recorded -> {
            if (recorded.isEmpty()) {
                return Multipart.begin(objects.bucket(), key, metadata).compose(begun -> objects.begin(id, begun));
            }
            // An upload whose name was taken is published under another one.
            return recorded.get().key().equals(key) ? adopt(recorded.get()) : unrecorded();
        });
    }

    private Future<Multipart> unrecorded() {
        return Multipart.begin(objects.bucket(), key, metadata);
    }

    /** The bucket may have a rule by which it aborts old multipart uploads. */
    private Future<Multipart> adopt(Multipart recorded) {
        return recorded.parts().compose(stored -> {
            if (stored.isEmpty()) {
                return unrecorded();
            }
            for (Multipart.Part part : stored.get()) {
                if (part.number() == parts.size() + 1 && part.size() >= LEAST_PART_BYTES) {
                    parts.add(part);
                }
            }
            return Future.succeededFuture(recorded);
        });
    }

    private long end() {
        return parts.stream().mapToLong(Multipart.Part::size).sum();
    }

    private Future<Void> store(Multipart begun, List<Block> chain, OptionalLong size, boolean isWhole) {
        if (end() > BlockList.end(chain)) { // Of a writer whose blocks this one has not seen.
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.ABORTED, "copied bytes", end(), "at most " + BlockList.end(chain)));
        }
        List<Range> missing = missing(chain, size, isWhole);
        BlockReader reader = new BlockReader(objects.bucket(), id, chain);
        return BoundedConcurrency.map(missing, AT_ONCE, range -> store(begun, range, reader))
                .onSuccess(parts::addAll)
                .mapEmpty();
    }

    private List<Range> missing(List<Block> chain, OptionalLong size, boolean isWhole) {
        List<Range> ranges = new ArrayList<>();
        long end = BlockList.end(chain);
        long position = end();
        int index = 0;
        while (position < end) {
            while (chain.get(index).end() <= position) {
                index++;
            }
            Block block = chain.get(index);
            int least = PartSizes.next(LEAST_PART_BYTES, size, position);
            boolean isLast = isWhole && block.end() == end;
            boolean isLong = block.end() - position >= least;
            long to = isLast || isLong ? block.end() : Math.min(end, position + least);
            if (!isWhole && to - position < least) {
                break;
            }
            ranges.add(new Range(
                    parts.size() + ranges.size() + 1,
                    position,
                    to,
                    Optional.of(block).filter(source -> source.end() >= to)));
            position = to;
        }
        return ranges;
    }

    private Future<Multipart.Part> store(Multipart begun, Range range, BlockReader reader) {
        if (range.number() > Multipart.MOST_PARTS) {
            throw StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE, "parts of the file", range.number(), "at most " + Multipart.MOST_PARTS);
        }
        long size = range.to() - range.from();
        return range.block()
                .map(block -> begun.copy(
                        range.number(), Keys.block(id, block), block.length(), range.from() - block.offset(), size))
                .orElseGet(() -> reader.read(range.from(), (int) size)
                        .compose(bytes ->
                                begun.put(range.number(), () -> PutBody.of(ByteBuffer.wrap(bytes.getBytes())))));
    }
}
