package io.chunkgate.transfer;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoredFile;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The byte range of a transfer, as far as it is known when the transfer begins.
 *
 * @param start position of the first byte
 * @param end   position after the last byte; empty if the transfer ends when an upload ends
 * @param size  of the whole file in bytes, if known
 * @param etag  of the downloaded version, in quotes; empty for uploads, followers and multiple ranges
 */
public record TransferRange(long start, OptionalLong end, OptionalLong size, Optional<String> etag) {
    public static TransferRange of(StoredFile file, ByteRange range) {
        if (file instanceof CompositeFile parts) {
            OptionalLong end = OptionalLong.of(parts.span().end());
            return new TransferRange(
                    parts.span().start(), end, OptionalLong.of(file.info().size()), Optional.empty());
        }
        return file.progress()
                .map(progress -> new TransferRange(range.start(), end(range), progress.size(), Optional.empty()))
                .orElseGet(() -> new TransferRange(
                        range.start(),
                        end(range),
                        OptionalLong.of(file.info().size()),
                        Optional.of(file.info().etag())));
    }

    private static OptionalLong end(ByteRange range) {
        return range.end() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(range.end());
    }
}
