package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource name of ByteStream: a file name; <code>uploads/{id}</code>, an upload by its id, whichever protocol began it; or
 * <code>{instance/}uploads/{uuid}/blobs/{hash}/{size}</code>, the upload of a content-addressed file, which becomes
 * <code>{instance/}blobs/{hash}/{size}</code>.
 *
 * @param name    by which a client finds its upload again
 * @param file    what is published and read
 * @param content whether the file is content-addressed, so that an existing one need not be written again
 * @param size    of the whole file in bytes, if the name has it
 * @param sha256  of the whole file, 64 lower-case hexadecimal digits, if the hash in the name is one
 */
record Resource(String name, FileName file, boolean content, OptionalLong size, Optional<String> sha256) {
    /** Clients may append metadata after the size; servers ignore it. */
    private static final Pattern UPLOAD = Pattern.compile(
            "(?<name>(?<instance>(?:.+/)?)uploads/[^/]+/(?<blob>blobs/(?<hash>[^/]+)/(?<size>[0-9]+)))(?:/.*)?");

    private static final String UPLOADS = "uploads/";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid file name */
    static Resource of(String text) {
        Matcher upload = UPLOAD.matcher(text);
        if (!upload.matches()) {
            return new Resource(text, FileName.of(text), false, OptionalLong.empty(), Optional.empty());
        }
        return new Resource(
                upload.group("name"),
                FileName.of(upload.group("instance") + upload.group("blob")),
                true,
                OptionalLong.of(size(upload.group("size"))),
                Optional.of(upload.group("hash"))
                        .filter(hash -> SHA256.matcher(hash).matches()));
    }

    /** The upload id in the name. If no such upload exists, the name is an ordinary file name. */
    Optional<UploadId> upload() {
        return Optional.of(name)
                .filter(text -> text.startsWith(UPLOADS))
                .map(text -> text.substring(UPLOADS.length()))
                .filter(UploadId::isId)
                .map(UploadId::new);
    }

    private static long size(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException beyondLong) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "size", digits, "at most " + Long.MAX_VALUE);
        }
    }
}
