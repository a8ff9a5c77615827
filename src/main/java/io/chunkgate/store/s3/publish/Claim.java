package io.chunkgate.store.s3.publish;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/**
 * The right to make the n-th change of a name. Its object is created by one of several concurrent writers, and has all that
 * another gateway needs to finish the change.
 *
 * @param token     of the version that the change publishes
 * @param replaces  the entity tag of the version before, {@value #NOTHING} for none, {@value #ANYTHING} if that does not matter
 * @param upload    that records the result; null for none
 * @param multipart the upload to complete; null for any other kind
 * @param parts     how many parts that has
 * @param size      of all parts, in bytes
 */
record Claim(
        Kind kind,
        String token,
        String replaces,
        Optional<UploadId> upload,
        Optional<String> multipart,
        int parts,
        long size) {
    static final String NOTHING = "-";
    static final String ANYTHING = "*";

    /** The request by which the change is made. */
    enum Kind {
        /** Creates an object in one step, from bytes or as a copy of another object; only its own gateway can make it. */
        PUT,
        /** Completes a multipart upload; any gateway can make it. */
        COMPLETE,
        DELETE
    }

    static Claim delete(String token, FileInfo file) {
        return new Claim(Kind.DELETE, token, file.etag(), Optional.empty(), Optional.empty(), 0, 0);
    }

    static Claim publish(Content content, String replaces) {
        return content instanceof Content.Parts parts
                ? new Claim(
                        Kind.COMPLETE,
                        content.token(),
                        replaces,
                        content.upload(),
                        Optional.of(parts.multipart().id()),
                        parts.parts().size(),
                        parts.size())
                : new Claim(Kind.PUT, content.token(), replaces, content.upload(), Optional.empty(), 0, 0);
    }

    /** The tag of a version, for {@link #replaces}. */
    static String tag(Optional<FileInfo> file) {
        return file.map(FileInfo::etag).orElse(NOTHING);
    }

    /** Whether the name is as it was before the change. */
    boolean isPending(Optional<FileInfo> current) {
        return replaces.equals(ANYTHING) || replaces.equals(tag(current));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("kind", kind.name())
                .put("token", token)
                .put("replaces", replaces)
                .put("parts", parts)
                .put("size", size);
        upload.ifPresent(id -> json.put("upload", id.value()));
        multipart.ifPresent(id -> json.put("multipart", id));
        return json;
    }

    /** Throws any {@link RuntimeException} for JSON that {@link #toJson} did not write. */
    static Claim of(JsonObject json) {
        return new Claim(
                Kind.valueOf(json.getString("kind")),
                Objects.requireNonNull(json.getString("token"), "token"),
                Objects.requireNonNull(json.getString("replaces"), "replaces"),
                Optional.ofNullable(json.getString("upload")).map(UploadId::new),
                Optional.ofNullable(json.getString("multipart")),
                json.getInteger("parts"),
                json.getLong("size"));
    }
}
