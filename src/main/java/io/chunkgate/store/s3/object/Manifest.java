package io.chunkgate.store.s3.object;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.SpecJson;
import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A published file.
 *
 * @param file   as described to clients
 * @param upload by which it was published, and under whose id the blocks are
 * @param blocks the bytes, without a gap
 */
public record Manifest(FileInfo file, UploadId upload, List<Block> blocks) {
    private static final int FORMAT = 1;

    public Manifest {
        blocks = List.copyOf(blocks);
    }

    JsonObject toJson() {
        JsonArray list = new JsonArray();
        blocks.forEach(block -> list.add(block.label() + " " + block.etag()));
        return SpecJson.write(file)
                .put("format", FORMAT)
                .put("upload", upload.value())
                .put("blocks", list);
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #toJson} did not write. */
    static Manifest of(FileName name, JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.getValue("format") + " (expected: " + FORMAT + ")");
        }
        List<Block> blocks = json.getJsonArray("blocks").stream()
                .map(String.class::cast)
                .map(text -> Block.of(text.substring(0, text.indexOf(' ')), text.substring(text.indexOf(' ') + 1)))
                .toList();
        return new Manifest(SpecJson.readFile(name, json), new UploadId(json.getString("upload")), blocks);
    }

    /** Replaces the manifest of a deleted file, so that a deletion is a conditional replacement. */
    static JsonObject tombstone() {
        return new JsonObject().put("format", FORMAT).put("deleted", true);
    }

    static boolean isTombstone(JsonObject json) {
        return json.getBoolean("deleted", false);
    }

    public Manifest withFile(FileInfo changed) {
        return new Manifest(changed, upload, blocks);
    }
}
