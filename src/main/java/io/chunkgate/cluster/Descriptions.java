package io.chunkgate.cluster;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and uploads in the messages between nodes. */
final class Descriptions {
    private Descriptions() {}

    static JsonObject file(FileInfo file) {
        JsonObject json = new JsonObject()
                .put("name", file.name().value())
                .put("size", file.size())
                .put("modified", file.modified().toString())
                .put("etag", file.etag());
        file.sha256().ifPresent(hex -> json.put("sha256", hex));
        return json;
    }

    static FileInfo file(JsonObject json) {
        return new FileInfo(
                FileName.of(json.getString("name")),
                json.getLong("size"),
                Instant.parse(json.getString("modified")),
                json.getString("etag"),
                Optional.ofNullable(json.getString("sha256")));
    }

    static JsonObject upload(UploadInfo upload) {
        return new JsonObject()
                .put("id", upload.id().value())
                .put("spec", spec(upload.spec()))
                .put("createdAt", upload.createdAt().toString())
                .put("expiresAt", upload.expiresAt().toString())
                .put("offset", upload.offset())
                .put("durableOffset", upload.durableOffset())
                .put("digestedBytes", upload.digestedBytes())
                .put("state", state(upload.state()));
    }

    static UploadInfo upload(JsonObject json) {
        return new UploadInfo(
                new UploadId(json.getString("id")),
                spec(json.getJsonObject("spec")),
                Instant.parse(json.getString("createdAt")),
                Instant.parse(json.getString("expiresAt")),
                json.getLong("offset"),
                json.getLong("durableOffset"),
                json.getLong("digestedBytes"),
                state(json.getJsonObject("state")));
    }

    static JsonObject spec(UploadSpec spec) {
        JsonObject json = new JsonObject()
                .put("name", spec.name().value())
                .put("condition", condition(spec.condition()))
                .put("resumable", spec.resumable())
                .put("role", spec.role().name())
                .put("metadata", new JsonObject(new LinkedHashMap<String, Object>(spec.metadata())));
        spec.size().ifPresent(size -> json.put("size", size));
        spec.sha256().ifPresent(hex -> json.put("sha256", hex));
        return json;
    }

    static UploadSpec spec(JsonObject json) {
        return new UploadSpec(
                FileName.of(json.getString("name")),
                size(json.getLong("size")),
                Optional.ofNullable(json.getString("sha256")),
                condition(json.getJsonObject("condition")),
                json.getBoolean("resumable"),
                UploadSpec.Role.valueOf(json.getString("role")),
                texts(json.getJsonObject("metadata")));
    }

    static JsonObject condition(PublishCondition condition) {
        JsonObject json = new JsonObject().put("type", condition.getClass().getSimpleName());
        if (condition instanceof PublishCondition.MustMatch match) {
            JsonArray etags = new JsonArray();
            match.etags().forEach(etags::add);
            json.put("etags", etags);
        }
        return json;
    }

    static PublishCondition condition(JsonObject json) {
        return switch (json.getString("type")) {
            case "MustBeNew" -> new PublishCondition.MustBeNew();
            case "MustExist" -> new PublishCondition.MustExist();
            case "MustMatch" -> new PublishCondition.MustMatch(etags(json.getJsonArray("etags")));
            case "Anything" -> new PublishCondition.Anything();
            default -> throw new IllegalArgumentException("condition: " + json);
        };
    }

    private static JsonObject state(UploadState state) {
        if (state instanceof UploadState.Complete complete) {
            return new JsonObject().put("file", file(complete.file()));
        }
        return new JsonObject().put("expired", state instanceof UploadState.Expired);
    }

    private static UploadState state(JsonObject json) {
        if (json.containsKey("file")) {
            return new UploadState.Complete(file(json.getJsonObject("file")));
        }
        return json.getBoolean("expired") ? new UploadState.Expired() : new UploadState.Running();
    }

    private static OptionalLong size(@Nullable Long size) {
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    private static Map<String, String> texts(JsonObject json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
        return texts;
    }

    private static Set<String> etags(JsonArray json) {
        Set<String> etags = new HashSet<>();
        json.forEach(etag -> etags.add(String.valueOf(etag)));
        return etags;
    }
}
