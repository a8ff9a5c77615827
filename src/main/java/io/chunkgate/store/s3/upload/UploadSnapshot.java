package io.chunkgate.store.s3.upload;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.CommitResult;
import io.chunkgate.store.s3.object.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of an upload in the bucket at one moment.
 *
 * @param last     the epoch that may write, or ended the upload
 * @param chain    the valid blocks
 * @param modified when an object was stored last, by the clock of the server
 * @param outcome  of a completed commit
 * @param settled  how many bytes no writer can replace
 */
public record UploadSnapshot(
        UploadId id, Epoch last, List<Block> chain, Instant modified, Optional<CommitResult> outcome, long settled) {
    /** Of an upload that this process owns, or that ended. */
    UploadSnapshot(UploadId id, Epoch last, List<Block> chain, Instant modified, Optional<CommitResult> outcome) {
        this(id, last, chain, modified, outcome, BlockList.end(chain));
    }

    long offset() {
        return BlockList.end(chain);
    }

    boolean isRunning(Duration expireAfter) {
        return last.end().isEmpty() && !isOverdue(expireAfter);
    }

    boolean isOverdue(Duration expireAfter) {
        return last.end().isEmpty() && modified.plus(expireAfter).isBefore(Instant.now());
    }

    /** Whether a commit has begun and is not completed. */
    boolean isCommitting() {
        return last.endedWith(Epoch.End.COMMIT) && outcome.isEmpty();
    }

    public boolean isPublished() {
        return last.endedWith(Epoch.End.COMMIT)
                && outcome.isPresent()
                && outcome.get().published();
    }

    /** Whether clients no longer see the upload. */
    boolean isRemoved() {
        return last.endedWith(Epoch.End.DISCARD)
                || (outcome.isPresent() && !outcome.get().published());
    }

    /** For an upload that is neither committing nor removed. */
    UploadInfo info(Duration expireAfter, long digested) {
        boolean expired = last.endedWith(Epoch.End.EXPIRY) || isOverdue(expireAfter);
        UploadState state = isPublished()
                ? new UploadState.Complete(last.manifest().orElseThrow().file())
                : expired ? new UploadState.Expired() : new UploadState.Running();
        long offset = isPublished() ? last.manifest().orElseThrow().file().size() : expired ? 0 : offset();
        Instant expiresAt = last.endedWith(Epoch.End.EXPIRY) ? modified : modified.plus(expireAfter);
        return new UploadInfo(
                id, last.spec(), last.createdAt(), expiresAt, offset, offset, Math.min(offset, digested), state);
    }
}
