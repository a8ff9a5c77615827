package io.chunkgate.store;

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

/**
 * Upload specs and file infos as the JSON that stores write; {@code docs/store-format.md} describes it. Reading throws any
 * {@link RuntimeException} for other JSON.
 */
public final class SpecJson {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private SpecJson() {}

    /** A spec without {@link UploadSpec#resumable}. */
    public static JsonObject write(UploadSpec spec) {
        JsonObject json = new JsonObject()
                .put("name", spec.name().value())
                .put("role", spec.role().name())
                .put("condition", write(spec.condition()))
                .put("metadata", new JsonObject(Map.copyOf(spec.metadata())));
        spec.size().ifPresent(size -> json.put("size", size));
        spec.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        if (spec.owner().isKnown()) {
            json.put("client", spec.owner().client());
        }
        spec.owner().link().ifPresent(link -> json.put("link", link));
        if (spec.resumption() == UploadSpec.Resumption.BY_NAME) {
            json.put("byName", true);
        }
        return json;
    }

    /** Reads what {@link #write(UploadSpec)} wrote; other keys are ignored. */
    public static UploadSpec readSpec(JsonObject json, boolean resumable) {
        return new UploadSpec(
                FileName.of(json.getString("name")),
                number(json, "size"),
                sha256(json),
                readCondition(json.getJsonObject("condition")),
                resumption(resumable, json.getBoolean("byName", false)),
                UploadSpec.Role.valueOf(json.getString("role")),
                json.getJsonObject("metadata").stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue())),
                new UploadOwner(json.getString("client", ""), Optional.ofNullable(json.getString("link"))));
    }

    private static UploadSpec.Resumption resumption(boolean resumable, boolean byName) {
        if (!resumable) {
            return UploadSpec.Resumption.NONE;
        }
        return byName ? UploadSpec.Resumption.BY_NAME : UploadSpec.Resumption.BY_ID;
    }

    /** A file info without the name. */
    public static JsonObject write(FileInfo file) {
        JsonObject json = new JsonObject()
                .put("size", file.size())
                .put("modified", file.modified())
                .put("etag", file.etag());
        file.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        return json;
    }

    /** Reads what {@link #write(FileInfo)} wrote; other keys are ignored. */
    public static FileInfo readFile(FileName name, JsonObject json) {
        Instant modified = Objects.requireNonNull(json.getInstant("modified"), "modified");
        String etag = Objects.requireNonNull(json.getString("etag"), "etag");
        return new FileInfo(name, number(json, "size").orElseThrow(), modified, etag, sha256(json));
    }

    /** A number of at least 0; empty when the key is absent. */
    public static OptionalLong number(JsonObject json, String key) {
        @Nullable Long number = json.getLong(key);
        if (number != null && number < 0) {
            throw new IllegalArgumentException(key + ": " + number + " (expected: 0.." + Long.MAX_VALUE + ")");
        }
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
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
            case "RenameOnConflict" -> new PublishCondition.RenameOnConflict();
            case "MustExist" -> new PublishCondition.MustExist();
            case "MustMatch" ->
                new PublishCondition.MustMatch(json.getJsonArray("etags").stream()
                        .map(String.class::cast)
                        .collect(Collectors.toSet()));
            default -> throw new IllegalArgumentException("condition: " + json);
        };
    }

    private static Optional<String> sha256(JsonObject json) {
        @Nullable String sha256 = json.getString("sha256");
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256: " + sha256 + " (expected: 64 hexadecimal digits)");
        }
        return Optional.ofNullable(sha256);
    }
}
