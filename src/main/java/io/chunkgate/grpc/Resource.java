package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource name of ByteStream: a file name; <code>uploads/{id}</code>, an upload by its id, whichever protocol began it; or a
 * content-addressed file as in the Remote Execution API, <code>{instance/}blobs/{sha256/}{hash}/{size}</code>, which is written
 * as <code>{instance/}uploads/{uuid}/blobs/{sha256/}{hash}/{size}{/metadata}</code>. Its file is
 * <code>{instance/}blobs/{hash}/{size}</code>. The digest function is SHA-256, the only one that can be checked.
 *
 * @param name   by which a client finds its upload again
 * @param file   what is published and read
 * @param size   of the whole file in bytes, if the name has it
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits, if the name has it
 */
record Resource(String name, FileName file, OptionalLong size, Optional<String> sha256) {
    /** Segments that are no keyword of the Remote Execution API. Possessive, so that many segments do not fill the stack. */
    private static final String INSTANCE = "(?<instance>(?:(?!(?:blobs|uploads|actions|actionResults|operations"
            + "|capabilities|compressed-blobs)/)[^/]+/)*+)";

    private static final String BLOB = "blobs/(?:sha256/)?(?<hash>[0-9a-f]{64})/(?<size>[0-9]+)";

    private static final Pattern READ = Pattern.compile(INSTANCE + BLOB);

    /** Servers ignore the metadata after the size. */
    private static final Pattern WRITTEN =
            Pattern.compile("(?<name>" + INSTANCE + "uploads/[^/]+/" + BLOB + ")(?:/.*)?", Pattern.DOTALL);

    private static final Pattern COMPRESSED = Pattern.compile(
            INSTANCE + "(?:uploads/[^/]+/)?compressed-blobs/[^/]+/(?:[^/]+/)?[0-9a-fA-F]+/[0-9]+(?:/.*)?",
            Pattern.DOTALL);

    /** What is meant to be an upload, in a documented form or not. */
    private static final Pattern UPLOAD =
            Pattern.compile("uploads/.*|.*/uploads/[^/]*/(?:compressed-)?blobs(?:/.*)?", Pattern.DOTALL);

    private static final Pattern BY_ID = Pattern.compile("uploads/(?<id>[0-9a-f]{32})");

    /**
     * The resource that is read.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for a compressed one, and for an invalid file name
     */
    static Resource read(String text) {
        requireUncompressed(text);
        Matcher read = READ.matcher(text);
        Matcher written = WRITTEN.matcher(text);
        if (read.matches()) {
            return content(text, read);
        }
        return written.matches() ? content(written.group("name"), written) : file(text);
    }

    /**
     * The resource that is written.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} as {@link #read}, and for the name of an upload in none of the documented
     *     forms, which would become a file that the client does not find again
     */
    static Resource written(String text) {
        if (UPLOAD.matcher(text).matches()
                && !WRITTEN.matcher(text).matches()
                && !BY_ID.matcher(text).matches()) {
            requireUncompressed(text);
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT,
                    "resource_name",
                    "'" + text + "'",
                    "uploads/{id}, or {instance/}uploads/{uuid}/blobs/{SHA-256 in lower-case hexadecimal}/{size}");
        }
        return read(text);
    }

    private static void requireUncompressed(String text) {
        if (COMPRESSED.matcher(text).matches()) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "resource_name", "'" + text + "'", "blobs: not compressed");
        }
    }

    private static Resource file(String text) {
        return new Resource(text, FileName.of(text), OptionalLong.empty(), Optional.empty());
    }

    private static Resource content(String name, Matcher blob) {
        String hash = blob.group("hash");
        long size = size(blob.group("size"));
        FileName file = FileName.of(blob.group("instance") + "blobs/" + hash + "/" + size);
        return new Resource(name, file, OptionalLong.of(size), Optional.of(hash));
    }

    private static long size(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException beyondLong) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "size", digits, "at most " + Long.MAX_VALUE);
        }
    }

    /** Whether the file is content-addressed, so that an existing one need not be written again. */
    boolean isContent() {
        return sha256.isPresent();
    }

    /** Whether the content is that of no bytes. */
    boolean isEmptyContent() {
        return size.orElse(-1) == 0 && sha256.equals(Optional.of(EmptyContent.SHA256));
    }

    /** Whether a file of this name is the resource: one that another protocol wrote may have other content. */
    boolean matches(FileInfo found) {
        return size.orElse(found.size()) == found.size()
                && (sha256.isEmpty() || found.sha256().isEmpty() || sha256.equals(found.sha256()));
    }

    /** The id of the upload, if it is given by its id. */
    Optional<UploadId> upload() {
        Matcher byId = BY_ID.matcher(name);
        return byId.matches() ? Optional.of(new UploadId(byId.group("id"))) : Optional.empty();
    }
}
