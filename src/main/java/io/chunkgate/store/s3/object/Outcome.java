package io.chunkgate.store.s3.object;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.SpecJson;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The result of a commit.
 *
 * @param file as it was published, or the bytes of a part; empty when the condition was not met, and when the upload was
 *             removed afterwards
 */
public record Outcome(Optional<FileInfo> file) {
    public static final Outcome NONE = new Outcome(Optional.empty());

    public static Outcome of(FileInfo file) {
        return new Outcome(Optional.of(file));
    }

    public JsonObject toJson() {
        return file.map(known -> SpecJson.write(known).put("name", known.name().value()))
                .orElseGet(JsonObject::new);
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #toJson} did not write. */
    public static Outcome of(JsonObject json) {
        return json.isEmpty() ? NONE : of(SpecJson.readFile(FileName.of(json.getString("name")), json));
    }
}
