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
 * The version and the segments of a partial file. In JSON: {@code {"name","etag","size","segments":[[start,position,end]]}}.
 * After a crash of the machine it may be ahead of the stored bytes; the digest of the whole file detects that.
 *
 * @param etag with its quotes; empty if the gateway sent none
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
     * Reads the state; empty if it is missing or malformed.
     *
     * @param byteCount the length of the partial file, which is the exact position of a single segment
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

    /** Replaces the file atomically. */
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
