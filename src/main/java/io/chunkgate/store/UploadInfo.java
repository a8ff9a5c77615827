package io.chunkgate.store;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/**
 * A snapshot of an upload.
 *
 * @param spec          as announced, with the size that was announced later
 * @param createdAt     when it began
 * @param expiresAt     when it is deleted if it is not written to before; for an expired upload, when it expired
 * @param offset        every byte below is stored; the upload resumes here
 * @param durableOffset every byte below survives a power loss; at most {@code offset}
 * @param digestedBytes how many bytes the SHA-256 has; below {@code offset} while it is recomputed after a restart
 */
public record UploadInfo(
        UploadId id,
        UploadSpec spec,
        Instant createdAt,
        Instant expiresAt,
        long offset,
        long durableOffset,
        long digestedBytes,
        UploadState state) {
    /** By the time of the last write: the upload that was written last is the greatest. */
    public static final Comparator<UploadInfo> BY_LAST_WRITE =
            Comparator.comparing(UploadInfo::expiresAt).thenComparing(UploadInfo::createdAt);

    /**
     * This info, unless the upload is complete and its file was deleted, renamed or replaced since: then {@code NOT_FOUND}. A
     * client that remembers only the upload would take it for a stored file.
     *
     * @param stat describes the published file of a name
     */
    public Future<UploadInfo> requirePublished(Function<FileName, Future<FileInfo>> stat) {
        if (spec.role() == UploadSpec.Role.PART || !(state instanceof UploadState.Complete complete)) {
            return Future.succeededFuture(this);
        }
        return StoreException.emptyOn(stat.apply(complete.file().name()), ErrorCode.NOT_FOUND)
                .compose(current -> current.filter(file ->
                                        file.etag().equals(complete.file().etag()))
                                .isPresent()
                        ? Future.succeededFuture(this)
                        : Future.failedFuture(
                                StoreErrors.uploadedFileGone(complete.file().name())));
    }

    /** The bytes of a complete part; any other upload fails with {@code FAILED_PRECONDITION}. */
    public FileInfo requireCompletePart() {
        if (spec.role() == UploadSpec.Role.PART && state instanceof UploadState.Complete complete) {
            return complete.file();
        }
        throw StoreErrors.partNotComplete(id);
    }
}
