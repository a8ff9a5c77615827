package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.chunkgate.store.SpecJson;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/** The record of an upload as the JSON of its file; {@code docs/store-format.md} describes it. */
final class UploadJson {
    private static final int FORMAT = 1;

    private UploadJson() {}

    static JsonObject write(UploadRecord upload) {
        JsonObject json = SpecJson.write(upload.spec())
                .put("format", FORMAT)
                .put("createdAt", upload.createdAt())
                .put("boot", upload.bootId())
                .put("durable", upload.durable())
                .put("resumable", upload.spec().resumable())
                .put("revision", upload.revision());
        upload.stagedStart().ifPresent(start -> json.put("stagedStart", start));
        upload.file()
                .ifPresent(file -> json.put(
                        "file", SpecJson.write(file).put("name", file.name().value())));
        upload.endedAt().ifPresent(at -> json.put("endedAt", at));
        return json;
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #write} did not write. */
    static UploadRecord read(JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.getValue("format") + " (expected: " + FORMAT + ")");
        }
        UploadSpec spec = SpecJson.readSpec(json, json.getBoolean("resumable", true));
        return new UploadRecord(
                spec,
                Objects.requireNonNull(json.getInstant("createdAt"), "createdAt"),
                Objects.requireNonNull(json.getString("boot"), "boot"),
                SpecJson.number(json, "durable").orElseThrow(),
                SpecJson.number(json, "stagedStart"),
                Optional.ofNullable(json.getJsonObject("file"))
                        .map(file -> SpecJson.readFile(
                                FileName.of(file.getString("name", spec.name().value())), file)),
                Optional.ofNullable(json.getInstant("endedAt")),
                SpecJson.number(json, "revision").orElse(0));
    }
}
