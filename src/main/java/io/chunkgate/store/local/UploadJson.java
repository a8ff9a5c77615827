package io.chunkgate.store.local;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The record of an upload as the JSON of its file; {@code docs/store-format.md} describes it. */
final class UploadJson {
    private static final int FORMAT = 1;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private UploadJson() {}

    static JsonObject write(UploadRecord upload) {
        UploadSpec spec = upload.spec();
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("name", spec.name().value())
                .put("role", spec.role().name())
                .put("condition", write(spec.condition()))
                .put("metadata", new JsonObject(Map.copyOf(spec.metadata())))
                .put("createdAt", upload.createdAt())
                .put("boot", upload.boot())
                .put("durable", upload.durable());
        spec.size().ifPresent(size -> json.put("size", size));
        spec.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        upload.pieceStart().ifPresent(start -> json.put("pieceStart", start));
        upload.file().ifPresent(file -> json.put("file", write(file)));
        upload.endedAt().ifPresent(at -> json.put("endedAt", at));
        return json;
    }

    /** Throws some {@link RuntimeException} for anything that {@link #write} did not write. */
    static UploadRecord read(JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.getValue("format") + " (expected: " + FORMAT + ")");
        }
        FileName name = FileName.of(json.getString("name"));
        UploadSpec spec = new UploadSpec(
                name,
                number(json, "size"),
                sha256(json),
                readCondition(json.getJsonObject("condition")),
                true,
                UploadSpec.Role.valueOf(json.getString("role")),
                json.getJsonObject("metadata").stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue())));
        return new UploadRecord(
                spec,
                Objects.requireNonNull(json.getInstant("createdAt"), "createdAt"),
                Objects.requireNonNull(json.getString("boot"), "boot"),
                number(json, "durable").orElseThrow(),
                number(json, "pieceStart"),
                Optional.ofNullable(json.getJsonObject("file")).map(file -> readFile(name, file)),
                Optional.ofNullable(json.getInstant("endedAt")));
    }

    private static JsonObject write(FileInfo file) {
        JsonObject json = new JsonObject()
                .put("size", file.size())
                .put("modified", file.modified())
                .put("etag", file.etag());
        file.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        return json;
    }

    private static FileInfo readFile(FileName name, JsonObject json) {
        Instant modified = Objects.requireNonNull(json.getInstant("modified"), "modified");
        String etag = Objects.requireNonNull(json.getString("etag"), "etag");
        return new FileInfo(name, number(json, "size").orElseThrow(), modified, etag, sha256(json));
    }

    private static JsonObject write(PublishCondition condition) {
        JsonObject json = new JsonObject().put("kind", condition.getClass().getSimpleName());
        if (condition instanceof PublishCondition.MustMatch match) {
            json.put("etags", new JsonArray(match.etags().stream().sorted().toList()));
        }
        return json;
    }

    private static PublishCondition readCondition(JsonObject json) {
        return switch (json.getString("kind")) {
            case "Anything" -> new PublishCondition.Anything();
            case "MustBeNew" -> new PublishCondition.MustBeNew();
            case "MustExist" -> new PublishCondition.MustExist();
            case "MustMatch" ->
                new PublishCondition.MustMatch(json.getJsonArray("etags").stream()
                        .map(String.class::cast)
                        .collect(Collectors.toSet()));
            default -> throw new IllegalArgumentException("condition: " + json);
        };
    }

    private static OptionalLong number(JsonObject json, String key) {
        @Nullable Long number = json.getLong(key);
        if (number != null && number < 0) {
            throw new IllegalArgumentException(key + ": " + number + " (expected: 0.." + Long.MAX_VALUE + ")");
        }
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static Optional<String> sha256(JsonObject json) {
        @Nullable String sha256 = json.getString("sha256");
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256: " + sha256 + " (expected: 64 hexadecimal digits)");
        }
        return Optional.ofNullable(sha256);
    }
}
