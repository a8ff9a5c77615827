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
 * What a resource name of ByteStream means: a file's name; <code>uploads/{id}</code>, an upload by its id, whichever door it
 * began on; or <code>{instance/}uploads/{uuid}/blobs/{hash}/{size}</code>, the upload of content that is addressed by its
 * hash, which becomes the file <code>{instance/}blobs/{hash}/{size}</code>.
 *
 * @param name    by which a client finds its upload again
 * @param file    what is published and read
 * @param content whether the file is addressed by its content, so that nobody needs to write it twice
 * @param size    of the whole file in bytes, where the name says it
 * @param sha256  of the whole file, 64 lower-case hexadecimal digits, where the hash in the name is one
 */
record Resource(String name, FileName file, boolean content, OptionalLong size, Optional<String> sha256) {
    /** What clients put behind the size means nothing to a server. */
    private static final Pattern UPLOAD = Pattern.compile(
            "(?<name>(?<instance>(?:.+/)?)uploads/[^/]+/(?<blob>blobs/(?<hash>[^/]+)/(?<size>[0-9]+)))(?:/.*)?");

    private static final String UPLOADS = "uploads/";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws StoreException {@code INVALID_ARGUMENT} when no file can have the name */
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

    /** The upload that the name may mean; without such an upload it is a file's name like any other. */
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
