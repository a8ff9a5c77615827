package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadSpec.Role;
import java.time.Instant;
import java.util.List;

/**
 * How many uploads one signed link has, and their bytes: those of files and those of parts, each against the link's maximum, as
 * the bytes of parts come again in a file. Published files count as long as their upload is known. Safe for any thread.
 */
final class LinkUsage {
    private final Usage files = new LinkBytes();
    private final Usage parts = new LinkBytes();

    private static final class LinkBytes extends Usage {
        @Override
        synchronized void published(UploadId id, long bytes, long replaced, Instant until) {
            releaseAt(id, until);
        }

        @Override
        StoreException refusal(long more, long used, long max) {
            return StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE,
                    "size",
                    more,
                    "at most " + Math.max(0, max - used) + (used == 0 ? "" : " more") + ", by this link");
        }
    }

    Quotas.Bound bound(SignedLink link, Role role) {
        return new Quotas.Bound(role == Role.PART ? parts : files, link.maxBytes());
    }

    /**
     * Counts one more upload.
     *
     * @param id     holds its bytes until it has another one
     * @param known  all that the store has of this link, as read after the time
     * @param readAt by {@link System#nanoTime}
     * @throws StoreException {@code PERMISSION_DENIED} when the link has as many as it may, {@code OUT_OF_RANGE} for too many
     *     bytes
     */
    synchronized void begin(SignedLink link, UploadId id, UploadSpec spec, List<UploadInfo> known, long readAt) {
        files.setKnown(of(known, Role.FILE), readAt);
        parts.setKnown(of(known, Role.PART), readAt);
        int count = files.uploadCount() + parts.uploadCount();
        if (count >= link.maxUploads()) {
            throw StoreException.unexpected(
                    ErrorCode.PERMISSION_DENIED,
                    "uploads with this link",
                    count,
                    "fewer than " + link.maxUploads() + "; delete an unfinished one, or use another link");
        }
        bound(link, spec.role()).hold(id, spec.size().orElse(0));
    }

    /** The upload has ended without a file. */
    void release(UploadId id) {
        files.release(id);
        parts.release(id);
    }

    /** Whether no upload is known. */
    boolean isUnused() {
        return files.uploadCount() + parts.uploadCount() == 0;
    }

    private static List<UploadInfo> of(List<UploadInfo> known, Role role) {
        return known.stream().filter(info -> info.spec().role() == role).toList();
    }
}
