package io.chunkgate.store.s3.upload;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Keys;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The objects of an upload from the pages of a listing. Other objects are ignored: a server on a file system may list its
 * temporary files.
 */
final class UploadListing {
    private static final Pattern KNOWN =
            Pattern.compile("block-\\p{XDigit}{16}(-\\p{XDigit}{8}){3}|committed-.*|epoch-\\p{XDigit}{8}|done");

    private final String prefix;
    private final Map<Block, Instant> blocks = new HashMap<>();
    private final Set<String> committedStages = new HashSet<>();
    private int epoch;
    private Instant epochBegan = Instant.EPOCH;
    private boolean done;
    private Instant modified = Instant.EPOCH;

    UploadListing(UploadId id) {
        this.prefix = Keys.upload(id);
    }

    void add(Bucket.Page page) {
        page.objects().forEach(this::add);
    }

    /** The highest epoch, 0 when there is none. */
    int epoch() {
        return epoch;
    }

    boolean isDone() {
        return done;
    }

    /** When an object was stored last. */
    Instant modified() {
        return modified;
    }

    /** The valid blocks. */
    List<Block> chain() {
        return BlockList.of(blocks.keySet().stream()
                .filter(block -> block.stage() == 0 || committedStages.contains(label(block.epoch(), block.stage())))
                .toList());
    }

    /**
     * How many bytes stay valid whatever is stored from now on. A block of an earlier epoch may have been put after the writer of
     * the last epoch loaded the blocks; then it becomes invalid when that writer stores a block.
     */
    long settled(List<Block> chain) {
        if (chain.stream().anyMatch(block -> block.epoch() == epoch)) {
            return BlockList.end(chain);
        }
        List<Block> inTime = chain.stream()
                .takeWhile(block ->
                        epoch == 1 || blocks.getOrDefault(block, Instant.EPOCH).isBefore(epochBegan))
                .toList();
        return BlockList.end(inTime);
    }

    static boolean isBlock(String key) {
        return key.startsWith("block-", key.lastIndexOf('/') + 1);
    }

    private void add(Bucket.Entry object) {
        String label = object.key().substring(prefix.length());
        if (!KNOWN.matcher(label).matches()) {
            return;
        }
        modified = object.modified().isAfter(modified) ? object.modified() : modified;
        if (label.startsWith("block-")) {
            blocks.put(Block.of(label.substring("block-".length()), object.etag()), object.modified());
        } else if (label.startsWith("committed-")) {
            committedStages.add(label.substring("committed-".length()));
        } else if (label.startsWith("epoch-")) {
            began(HexFormat.fromHexDigits(label.substring("epoch-".length())), object.modified());
        } else {
            done |= label.equals("done");
        }
    }

    private void began(int number, Instant at) {
        if (number > epoch) {
            epoch = number;
            epochBegan = at;
        }
    }

    private static String label(int epoch, int stage) {
        return HexFormat.of().toHexDigits(epoch) + "-" + HexFormat.of().toHexDigits(stage);
    }
}
