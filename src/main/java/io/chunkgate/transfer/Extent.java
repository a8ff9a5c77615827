package io.chunkgate.transfer;

import io.chunkgate.store.StoredFile;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which bytes of which file a transfer is about, as far as that is known when it begins to move them.
 *
 * @param start position of its first byte
 * @param end   position behind its last byte; empty for what ends when an upload does
 * @param size  of the whole file in bytes, if it is known
 * @param etag  of the version that is downloaded, in quotes; empty for uploads, for those who follow one, and
 *              for several ranges at once
 */
public record Extent(long start, OptionalLong end, OptionalLong size, Optional<String> etag) {
    static Extent of(StoredFile file, ByteRange range) {
        if (file instanceof Excerpt parts) {
            OptionalLong end = OptionalLong.of(parts.span().end());
            return new Extent(
                    parts.span().start(), end, OptionalLong.of(file.info().size()), Optional.empty());
        }
        return file.growth()
                .map(growth -> new Extent(range.start(), end(range), growth.size(), Optional.empty()))
                .orElseGet(() -> new Extent(
                        range.start(),
                        end(range),
                        OptionalLong.of(file.info().size()),
                        Optional.of(file.info().etag())));
    }

    private static OptionalLong end(ByteRange range) {
        return range.end() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(range.end());
    }
}
