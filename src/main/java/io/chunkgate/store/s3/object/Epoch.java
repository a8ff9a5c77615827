package io.chunkgate.store.s3.object;

import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.SpecJson;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A period in which one writer may write an upload, or the end of the upload. The creator of the highest epoch is the
 * writer; the object of an epoch is created by one of several concurrent writers.
 *
 * @param number    from 1
 * @param spec      as announced, with the size that was set later
 * @param createdAt when the upload began
 * @param end       how the upload ended, if it did; no later epoch follows, except another commit after one with {@code
 *                  wanted}
 * @param sha256    of the file to publish, for an end with a commit, if it is known
 * @param wanted    the name that was announced, for a commit under the next free name; if that was taken meanwhile, a commit
 *                  under another name follows
 */
public record Epoch(
        int number,
        UploadSpec spec,
        Instant createdAt,
        Optional<End> end,
        Optional<String> sha256,
        Optional<FileName> wanted) {
    private static final int FORMAT = 2;

    /** The end of an upload. */
    public enum End {
        COMMIT,
        DISCARD,
        EXPIRY
    }

    public static Epoch first(UploadSpec spec) {
        return new Epoch(1, spec, Instant.now(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Epoch next() {
        return next(spec);
    }

    public Epoch next(UploadSpec changed) {
        return new Epoch(number + 1, changed, createdAt, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Epoch next(End how) {
        return new Epoch(number + 1, spec, createdAt, Optional.of(how), Optional.empty(), Optional.empty());
    }

    /** The commit of the bytes under the announced name. */
    public Epoch commit(Optional<String> digest) {
        return new Epoch(number + 1, spec, createdAt, Optional.of(End.COMMIT), digest, Optional.empty());
    }

    /**
     * The commit under another name, which must be free.
     *
     * @param announced the name that was wanted
     */
    public Epoch commitRenamed(FileName announced, FileName name, Optional<String> digest) {
        UploadSpec renamed = spec.withName(name).withCondition(new PublishCondition.MustBeNew());
        return new Epoch(number + 1, renamed, createdAt, Optional.of(End.COMMIT), digest, Optional.of(announced));
    }

    /** How this upload ends when it expires: one that cannot be resumed is then unknown. */
    public End expiry() {
        return spec.resumable() ? End.EXPIRY : End.DISCARD;
    }

    public boolean endedWith(End how) {
        return end.isPresent() && end.get() == how;
    }

    public JsonObject toJson() {
        JsonObject json = SpecJson.write(spec)
                .put("format", FORMAT)
                .put("resumable", spec.resumable())
                .put("createdAt", createdAt);
        end.ifPresent(how -> json.put("end", how.name()));
        sha256.ifPresent(digest -> json.put("digest", digest));
        wanted.ifPresent(announced -> json.put("wanted", announced.value()));
        return json;
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #toJson} did not write. */
    public static Epoch of(int number, JsonObject json) {
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.getValue("format") + " (expected: " + FORMAT + ")");
        }
        UploadSpec spec = SpecJson.readSpec(json, json.getBoolean("resumable"));
        @Nullable String end = json.getString("end");
        return new Epoch(
                number,
                spec,
                Objects.requireNonNull(json.getInstant("createdAt"), "createdAt"),
                Optional.ofNullable(end).map(End::valueOf),
                Optional.ofNullable(json.getString("digest")),
                Optional.ofNullable(json.getString("wanted")).map(FileName::of));
    }
}
