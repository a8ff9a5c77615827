package io.chunkgate.store;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client announces about an upload when it begins.
 *
 * @param name      of the published file; the name of a part is informational
 * @param size      in bytes, at least 0, if the client knows it; checked at commit
 * @param sha256    64 lower-case hexadecimal digits, if the client knows it; checked at commit
 * @param condition on the file that is replaced
 * @param resumption whether the bytes stay available to {@link FileStore#resume} when the upload is closed, or the process
 *                  ends, before commit or discard
 * @param role      whether the bytes are a file or a part of one
 * @param metadata  of the protocols, returned in {@link UploadInfo} and ignored by the store. Keys and values together at
 *                  most {@value #MAX_METADATA_CHARACTERS} characters
 * @param owner     who began the upload
 */
public record UploadSpec(
        FileName name,
        OptionalLong size,
        Optional<String> sha256,
        PublishCondition condition,
        Resumption resumption,
        Role role,
        Map<String, String> metadata,
        UploadOwner owner) {
    /** Bounds {@link #metadata}. */
    public static final int MAX_METADATA_CHARACTERS = 16 * 1024;

    /** How a client finds its upload again. */
    public enum Resumption {
        /** Not at all: the bytes are deleted when the upload is closed. */
        NONE,
        /** By the id, which the client was told. */
        BY_ID,
        /**
         * By the name of the file, since the client was not told the id. Of these uploads of one name and owner a store keeps
         * only the last one that has no writer and some bytes, and none when the name is published.
         */
        BY_NAME
    }

    /** The use of an upload's bytes. */
    public enum Role {
        /** They are published under the name. */
        FILE,
        /** They are the input of {@link FileStore#concatenate}, and are not published themselves. */
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

    /** An upload of unknown size that replaces any file and cannot be resumed. */
    public static UploadSpec of(FileName name) {
        return new UploadSpec(
                name,
                OptionalLong.empty(),
                Optional.empty(),
                new PublishCondition.Anything(),
                Resumption.NONE,
                Role.FILE,
                Map.of(),
                UploadOwner.UNKNOWN);
    }

    /** A file whose upload can be resumed. */
    public static UploadSpec resumable(
            FileName name, OptionalLong size, Optional<String> sha256, PublishCondition condition) {
        return new UploadSpec(
                name, size, sha256, condition, Resumption.BY_ID, Role.FILE, Map.of(), UploadOwner.UNKNOWN);
    }

    /** As {@link #of(FileName)}, with a size. */
    public static UploadSpec of(FileName name, long size) {
        return of(name).withSize(size);
    }

    /**
     * The spec with the size that the client announces while it uploads.
     *
     * @param offset how many bytes were written
     * @throws StoreException {@code FAILED_PRECONDITION} when another size was announced before, {@code INVALID_ARGUMENT}
     *     when the size is below the offset
     */
    public UploadSpec announce(long announced, long offset) {
        if (size.isPresent() && size.getAsLong() != announced) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "size", announced, Long.toString(size.getAsLong()));
        }
        if (announced < offset) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "size", announced, "at least " + offset);
        }
        return withSize(announced);
    }

    /** @throws StoreException {@code OUT_OF_RANGE} for more bytes than were announced or than the store takes */
    public void requireFits(long byteCount, long maxFileSize) {
        long most = Math.min(size.orElse(Long.MAX_VALUE), maxFileSize);
        if (byteCount > most) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "end of the bytes", byteCount, "at most " + most);
        }
    }

    /** @throws StoreException {@code INVALID_ARGUMENT} when another size was announced than that of the parts */
    public UploadSpec withSizeOfParts(long sum) {
        if (size.isPresent() && size.getAsLong() != sum) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "size", size.getAsLong(), Long.toString(sum));
        }
        return withSize(sum);
    }

    public UploadSpec withSize(long size) {
        return new UploadSpec(name, OptionalLong.of(size), sha256, condition, resumption, role, metadata, owner);
    }

    /** @param sha256 64 lower-case hexadecimal digits */
    public UploadSpec withSha256(String sha256) {
        return new UploadSpec(name, size, Optional.of(sha256), condition, resumption, role, metadata, owner);
    }

    public UploadSpec withCondition(PublishCondition condition) {
        return new UploadSpec(name, size, sha256, condition, resumption, role, metadata, owner);
    }

    public UploadSpec withName(FileName name) {
        return new UploadSpec(name, size, sha256, condition, resumption, role, metadata, owner);
    }

    public UploadSpec asResumable() {
        return new UploadSpec(name, size, sha256, condition, Resumption.BY_ID, role, metadata, owner);
    }

    /** As if the client does not get the id. */
    public UploadSpec resumedByName() {
        return new UploadSpec(name, size, sha256, condition, Resumption.BY_NAME, role, metadata, owner);
    }

    /** A part, for {@link FileStore#concatenate}. */
    public UploadSpec asPart() {
        return new UploadSpec(name, size, sha256, condition, resumption, Role.PART, metadata, owner);
    }

    public UploadSpec withMetadata(Map<String, String> metadata) {
        return new UploadSpec(name, size, sha256, condition, resumption, role, metadata, owner);
    }

    public UploadSpec withOwner(UploadOwner owner) {
        return new UploadSpec(name, size, sha256, condition, resumption, role, metadata, owner);
    }

    public boolean resumable() {
        return resumption != Resumption.NONE;
    }

    /** Whether another upload, of which the client does not know the id either, makes this one useless. */
    public boolean isSupersededBy(UploadSpec later) {
        return resumption == Resumption.BY_NAME
                && later.resumption == Resumption.BY_NAME
                && name.equals(later.name)
                && owner.equals(later.owner);
    }

    /**
     * Whether the upload counts after its end, until it is forgotten: a complete part still has bytes of its own, and a signed
     * link has a limited number of uploads.
     */
    public boolean countsWhenComplete() {
        return role == Role.PART || owner.link().isPresent();
    }
}
