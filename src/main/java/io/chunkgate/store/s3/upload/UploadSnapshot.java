package io.chunkgate.store.s3.upload;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.Outcome;
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
record UploadSnapshot(
        UploadId id, Epoch last, List<Block> chain, Instant modified, Optional<Outcome> outcome, long settled) {
    /** Of an upload that this process owns, or that ended. */
    UploadSnapshot(UploadId id, Epoch last, List<Block> chain, Instant modified, Optional<Outcome> outcome) {
        this(id, last, chain, modified, outcome, BlockList.end(chain));
    }

    /** The same bytes in another epoch of this process. */
    UploadSnapshot with(Epoch next) {
        return new UploadSnapshot(id, next, chain, modified, outcome);
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

    /** The published file, or the bytes of a complete part. */
    Optional<FileInfo> file() {
        return outcome.flatMap(Outcome::file);
    }

    boolean isPublished() {
        return last.endedWith(Epoch.End.COMMIT) && file().isPresent();
    }

    /** Whether clients no longer see the upload. */
    boolean isRemoved() {
        return last.endedWith(Epoch.End.DISCARD) || (outcome.isPresent() && file().isEmpty());
    }

    /** Empty for an upload that clients no longer see; an overdue one is still running, as nothing has ended it. */
    Optional<UploadState> state() {
        if (isPublished()) {
            return file().map(UploadState.Complete::new);
        }
        if (isRemoved()) {
            return Optional.empty();
        }
        return Optional.of(last.endedWith(Epoch.End.EXPIRY) ? new UploadState.Expired() : new UploadState.Running());
    }

    /** For an upload that is neither committing nor removed. */
    UploadInfo info(Duration expireAfter, long digested) {
        UploadState state = isOverdue(expireAfter) ? new UploadState.Expired() : state().orElseThrow();
        long offset = state instanceof UploadState.Complete complete
                ? complete.file().size()
                : state instanceof UploadState.Running ? offset() : 0;
        Instant expiresAt = last.endedWith(Epoch.End.EXPIRY) ? modified : modified.plus(expireAfter);
        return new UploadInfo(
                id, last.spec(), last.createdAt(), expiresAt, offset, offset, Math.min(offset, digested), state);
    }
}
