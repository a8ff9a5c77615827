package io.chunkgate.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client announces of a file before it sends it.
 *
 * @param name      under which it is to be published
 * @param size      in bytes, at least 0, when the client knows it; checked at commit
 * @param sha256    64 lower-case hexadecimal digits, when the client knows it; checked at commit
 * @param mustBeNew whether a file of that name must not be replaced
 */
public record UploadSpec(FileName name, OptionalLong size, Optional<String> sha256, boolean mustBeNew) {
    /** An upload of a known size that replaces what is there. */
    public static UploadSpec of(FileName name, long size) {
        return new UploadSpec(name, OptionalLong.of(size), Optional.empty(), false);
    }
}
