package io.chunkgate.store;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client announces of a file before it sends it.
 *
 * @param name      under which it is to be published; a part has one too, for people, which is never published
 * @param size      in bytes, at least 0, when the client knows it; checked at commit
 * @param sha256    64 lower-case hexadecimal digits, when the client knows it; checked at commit
 * @param condition what must hold of the file that is replaced
 * @param resumable whether the bytes are kept for {@link FileStore#resume} when the upload is closed, or its process dies,
 *                  before commit or discard
 * @param role      whether the bytes are a file or a part of one
 * @param metadata  what the doors want to find again in {@link UploadInfo}; the store does not look at it. Keys and
 *                  values together at most {@value #MAX_METADATA_CHARACTERS} characters
 */
public record UploadSpec(
        FileName name,
        OptionalLong size,
        Optional<String> sha256,
        PublishCondition condition,
        boolean resumable,
        Role role,
        Map<String, String> metadata) {
    /** Bounds {@link #metadata}. */
    public static final int MAX_METADATA_CHARACTERS = 16 * 1024;

    /** What becomes of an upload's bytes. */
    public enum Role {
        /** They are published under the name. */
        FILE,
        /** They are never published themselves, and wait for {@link FileStore#concatenate}. */
        PART
    }

    /** @throws StoreException {@code INVALID_ARGUMENT} for a negative size or too much metadata */
    public UploadSpec {
        metadata = Map.copyOf(metadata);
        if (size.isPresent() && size.getAsLong() < 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "size", size.getAsLong(), "0.." + Long.MAX_VALUE);
        }
        int characters = metadata.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        if (characters > MAX_METADATA_CHARACTERS) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT,
                    "characters of metadata",
                    characters,
                    "at most " + MAX_METADATA_CHARACTERS);
        }
    }

    /** An upload of unknown size that replaces what is there and is not kept when it is cut. */
    public static UploadSpec of(FileName name) {
        return new UploadSpec(
                name,
                OptionalLong.empty(),
                Optional.empty(),
                new PublishCondition.Anything(),
                false,
                Role.FILE,
                Map.of());
    }

    /** As {@link #of(FileName)}, of a known size. */
    public static UploadSpec of(FileName name, long size) {
        return of(name).withSize(size);
    }

    public UploadSpec withSize(long size) {
        return new UploadSpec(name, OptionalLong.of(size), sha256, condition, resumable, role, metadata);
    }

    /** @param sha256 64 lower-case hexadecimal digits */
    public UploadSpec withSha256(String sha256) {
        return new UploadSpec(name, size, Optional.of(sha256), condition, resumable, role, metadata);
    }

    public UploadSpec withCondition(PublishCondition condition) {
        return new UploadSpec(name, size, sha256, condition, resumable, role, metadata);
    }

    /** Kept for resuming when it is cut. */
    public UploadSpec asResumable() {
        return new UploadSpec(name, size, sha256, condition, true, role, metadata);
    }

    /** A part, for {@link FileStore#concatenate}. */
    public UploadSpec asPart() {
        return new UploadSpec(name, size, sha256, condition, resumable, Role.PART, metadata);
    }

    public UploadSpec withMetadata(Map<String, String> metadata) {
        return new UploadSpec(name, size, sha256, condition, resumable, role, metadata);
    }
}
