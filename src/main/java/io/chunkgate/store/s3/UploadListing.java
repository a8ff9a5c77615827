package io.chunkgate.store.s3;

import io.chunkgate.store.UploadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The objects of an upload, as the pages of a listing bring them. Others are ignored: a server on a file system may list
 * what it is about to write under a name of its own.
 */
final class UploadListing {
    private static final Pattern KNOWN =
            Pattern.compile("block-\\p{XDigit}{16}(-\\p{XDigit}{8}){3}|keep-.*|epoch-\\p{XDigit}{8}|done");

    private final String prefix;
    private final List<Block> blocks = new ArrayList<>();
    private final Set<String> keptPieces = new HashSet<>();
    private int epoch;
    private boolean done;
    private Instant modified = Instant.EPOCH;

    UploadListing(UploadId id) {
        this.prefix = Keys.data(id);
    }

    void add(BucketPage page) {
        page.objects().forEach(this::add);
    }

    /** The highest epoch, 0 when there is none. */
    int epoch() {
        return epoch;
    }

    boolean isDone() {
        return done;
    }

    /** When something was stored last. */
    Instant modified() {
        return modified;
    }

    /** The blocks that count. */
    List<Block> chain() {
        return Chain.of(blocks.stream()
                .filter(block -> block.piece() == 0 || keptPieces.contains(piece(block.epoch(), block.piece())))
                .toList());
    }

    static boolean isBlock(String key) {
        return key.startsWith("block-", key.lastIndexOf('/') + 1);
    }

    private void add(BucketObject object) {
        String label = object.key().substring(prefix.length());
        if (!KNOWN.matcher(label).matches()) {
            return;
        }
        modified = object.modified().isAfter(modified) ? object.modified() : modified;
        if (label.startsWith("block-")) {
            blocks.add(Block.of(label.substring("block-".length()), object.etag()));
        } else if (label.startsWith("keep-")) {
            keptPieces.add(label.substring("keep-".length()));
        } else if (label.startsWith("epoch-")) {
            epoch = Math.max(epoch, HexFormat.fromHexDigits(label.substring("epoch-".length())));
        } else {
            done |= label.equals("done");
        }
    }

    private static String piece(int epoch, int piece) {
        return HexFormat.of().toHexDigits(epoch) + "-" + HexFormat.of().toHexDigits(piece);
    }
}
