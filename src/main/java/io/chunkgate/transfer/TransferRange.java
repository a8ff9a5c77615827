package io.chunkgate.transfer;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.download.CompositeFile;
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
