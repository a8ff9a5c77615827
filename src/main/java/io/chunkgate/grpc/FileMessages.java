package io.chunkgate.grpc;

import com.google.protobuf.Timestamp;
import io.chunkgate.proto.v1.FileInfo;
import io.chunkgate.proto.v1.FolderInfo;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.UploadState;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.transfer.copy.Overwrite;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Converts between values of the store and messages of {@code chunkgate.v1}. */
final class FileMessages {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private FileMessages() {}

    static FileInfo file(io.chunkgate.store.FileInfo info) {
        return FileInfo.newBuilder()
                .setName(info.name().value())
                .setSize(info.size())
                .setModifyTime(time(info.modified()))
                .setEtag(info.etag())
                .setSha256(info.sha256().orElse(""))
                .build();
    }

    /** As {@link #file(io.chunkgate.store.FileInfo)}, without the size of a file in progress that has none yet. */
    static FileInfo file(StoredFile file) {
        FileInfo info = file(file.info());
        boolean sizeKnown =
                file.progress().map(progress -> progress.size().isPresent()).orElse(true);
        return sizeKnown ? info : info.toBuilder().clearSize().build();
    }

    static FolderInfo folder(FolderEntry.Folder folder) {
        return FolderInfo.newBuilder()
                .setName(folder.folder().value())
                .setModifyTime(time(folder.modified()))
                .build();
    }

    static QueryUploadResponse upload(UploadInfo info) {
        QueryUploadResponse.Builder response = QueryUploadResponse.newBuilder()
                .setUploadId(info.id().value())
                .setName(info.spec().name().value())
                .setState(state(info))
                .setStoredOffset(info.offset())
                .setDurableOffset(info.durableOffset())
                .setCreateTime(time(info.createdAt()))
                .setExpireTime(time(info.expiresAt()));
        info.spec().size().ifPresent(response::setSize);
        if (info.state() instanceof io.chunkgate.store.UploadState.Complete complete) {
            response.setFile(file(complete.file()));
        }
        return response.build();
    }

    static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /**
     * Returns the condition that an existing file must meet.
     *
     * @param etags quoted; none for any version
     * @throws StoreException {@code INVALID_ARGUMENT} when both are given
     */
    static PublishCondition condition(boolean mustBeNew, List<String> etags) {
        if (mustBeNew && !etags.isEmpty()) {
            throw new StoreException(
                    ErrorCode.INVALID_ARGUMENT, "if_match: given with create_only (expected: only one of them)");
        }
        if (mustBeNew) {
            return new PublishCondition.MustBeNew();
        }
        return etags.isEmpty() ? new PublishCondition.Anything() : new PublishCondition.MustMatch(Set.copyOf(etags));
    }

    /**
     * Returns what a copy or move may replace.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for a value of a later version of the service
     */
    static Overwrite overwrite(io.chunkgate.proto.v1.Overwrite wanted) {
        return switch (wanted) {
            case OVERWRITE_UNSPECIFIED -> Overwrite.FILES;
            case OVERWRITE_NOTHING -> Overwrite.NOTHING;
            case OVERWRITE_EVERYTHING -> Overwrite.EVERYTHING;
            case UNRECOGNIZED ->
                throw new StoreException(
                        ErrorCode.INVALID_ARGUMENT, "overwrite: unknown (expected: a value of this service)");
        };
    }

    /**
     * Returns the digest in lower case, if the text is not empty.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for an invalid digest
     */
    static Optional<String> sha256(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!SHA256.matcher(text).matches()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "sha256: invalid (expected: 64 hexadecimal digits)");
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    private static UploadState state(UploadInfo info) {
        if (info.state() instanceof io.chunkgate.store.UploadState.Complete) {
            return UploadState.UPLOAD_STATE_COMPLETE;
        }
        return info.state() instanceof io.chunkgate.store.UploadState.Expired
                ? UploadState.UPLOAD_STATE_EXPIRED
                : UploadState.UPLOAD_STATE_RUNNING;
    }
}
