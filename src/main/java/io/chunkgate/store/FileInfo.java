package io.chunkgate.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Describes one version of a file. Two infos with the same entity tag describe the same bytes.
 *
 * @param name     the file's name in the store
 * @param size     in bytes
 * @param modified when the bytes changed last
 * @param etag     a strong entity tag in its quoted form (RFC 9110, section 8.8.3), the same over every protocol as
 *                 long as the version exists; empty in a listing for a client that may not read the file
 * @param sha256   the digest of the whole file, 64 lower-case hexadecimal digits, if the store knows it
 */
public record FileInfo(FileName name, long size, Instant modified, String etag, Optional<String> sha256) {

    /** Without what describes the content: the entity tag, which is then empty, and the digest. */
    public FileInfo withoutContent() {
        return new FileInfo(name, size, modified, "", Optional.empty());
    }

    /** The same version with another knowledge of its digest. */
    public FileInfo withSha256(Optional<String> digest) {
        return new FileInfo(name, size, modified, etag, digest);
    }

    /** The same version under another name. */
    public FileInfo withName(FileName other) {
        return new FileInfo(other, size, modified, etag, sha256);
    }
}
