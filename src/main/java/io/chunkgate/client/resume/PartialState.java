package io.chunkgate.client.resume;

import io.chunkgate.client.RemoteFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What the bytes of a partial file are of. In JSON: {@code {"name","etag","size","segments":[[start,position,end]]}}.
 * Before a crash of the machine it may be ahead of the bytes; the digest of the whole finds that out.
 *
 * @param etag in its quotes; empty if the gateway told none
 * @param size of the whole file in bytes
 */
record PartialState(String name, String etag, long size, List<Segment> segments) {
    PartialState {
        segments = List.copyOf(segments);
    }

    /** Whether the bytes belong to this version of the file. */
    boolean isOf(RemoteFile file) {
        return !etag.isEmpty()
                && file.etag().equals(Optional.of(etag))
                && file.size().orElse(-1) == size;
    }

    /**
     * Reads it, if it is there and makes sense.
     *
     * @param byteCount the length of the partial file: it tells exactly how far a single segment came
     */
    static Optional<PartialState> read(Path path, long byteCount) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            JsonObject json = new JsonObject(Files.readString(path));
            List<Segment> segments = json.getJsonArray("segments").stream()
                    .map(JsonArray.class::cast)
                    .map(Segment::of)
                    .toList();
            long size = json.getLong("size");
            List<Segment> exact =
                    segments.size() == 1 ? List.of(new Segment(0, Math.min(byteCount, size), size)) : segments;
            return Optional.of(new PartialState(json.getString("name"), json.getString("etag"), size, exact));
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step. */
    void write(Path path) throws IOException {
        JsonArray positions = new JsonArray();
        segments.forEach(segment -> positions.add(segment.toJson()));
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("etag", etag)
                .put("size", size)
                .put("segments", positions);
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        Files.writeString(temporary, json.encode());
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
