package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.RunningDigest;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the bytes of one {@link OpenUpload}, digests them in parallel, and syncs them at intervals, so that little is lost
 * with the power. After a failure of the disk its content is unknown: the upload is discarded, and the sync not repeated.
 */
final class UploadWriter {
    private static final Logger LOG = LoggerFactory.getLogger(UploadWriter.class);

    /** How many bytes may be stored but not durable before a sync is started in parallel with the writes. */
    private static final long SYNC_BYTES = 64L * 1024 * 1024;

    private final LocalUploads uploads;
    private final OpenUpload upload;
    /** Valid while this process has the lock; after a write by another process the upload has another one. */
    private final RunningDigest digest;

    private final boolean digestEarly;
    private final AtomicBoolean syncing = new AtomicBoolean();

    /** @param digestEarly whether bytes are digested as they are written, and not only at a commit that requests it */
    UploadWriter(LocalUploads uploads, OpenUpload upload, boolean digestEarly) {
        this.uploads = uploads;
        this.upload = upload;
        this.digest = upload.digest();
        this.digestEarly = digestEarly;
    }

    /** See {@link io.chunkgate.store.Upload#write}. */
    Future<Long> write(LocalUpload writer, Context context, long from, ByteBuf data) {
        ByteBuffer[] blocks = data.nioBuffers();
        boolean inStep = isInStep(from);
        Future<Long> written = upload.runAs(writer, context, () -> append(from, blocks, data.readableBytes()));
        if (!digestEarly) {
            return written;
        }
        if (!inStep) {
            return written.onSuccess(end -> catchUp(context));
        }
        Future<Void> digested = digest(context, () -> {
            if (digest.position() == from) {
                digest.update(from, blocks);
            }
            return null;
        });
        return Future.join(written, digested)
                .transform(both -> written.succeeded() ? written : restartDigest(context, written));
    }

    /** Digests the bytes that were stored before, in the background. */
    void catchUp(Context context) {
        if (digestEarly) {
            digest(context, () -> {
                        digest.catchUp(upload.lock().channel(), upload.visible(), uploads::requireNotClosed);
                        return null;
                    })
                    .onFailure(cause -> LOG.warn("Cannot digest upload {} yet", upload.id(), cause));
        }
    }

    /** Makes the stored bytes durable. */
    Future<Long> sync(Context context) {
        return uploads.retaining(upload, () -> BlockingTasks.run(context, upload.name(), this::syncOrDiscard));
    }

    /** See {@link io.chunkgate.store.Upload#commit}. */
    Future<FileInfo> commit(LocalUpload writer, Context context, Optional<String> sha256) {
        return upload.runAs(writer, context, this::requireWhole)
                .compose(size -> hex(context, size, sha256.isPresent()))
                .compose(hex -> upload.runAs(writer, context, () -> publish(hex, sha256)));
    }

    /** Appends the bytes of a file. Blocks. */
    void append(FileChannel part) throws IOException {
        long end = upload.offset() + part.size();
        upload.lock().channel().position(upload.offset());
        long copied = 0;
        while (copied < part.size()) {
            copied +=
                    part.transferTo(copied, part.size() - copied, upload.lock().channel());
        }
        upload.advance(end);
    }

    /** Retains the upload, since the digest may need the file longer than the writer. */
    private <T> Future<T> digest(Context context, Callable<T> work) {
        return uploads.retaining(upload, () -> upload.digest(context, work));
    }

    private boolean isInStep(long from) {
        return digest.position() == from && upload.record().stagedStart().isEmpty();
    }

    private long append(long from, ByteBuffer[] blocks, int length) throws IOException {
        if (from != upload.offset()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "offset", from, Long.toString(upload.offset()));
        }
        long end = from + length;
        upload.spec().requireFits(end, uploads.settings().maxFileSize());
        uploads.space().require(length);
        try {
            writeFully(from, blocks, length);
        } catch (IOException e) {
            throw afterFailedWrite(e);
        }
        upload.advance(end);
        syncPeriodically();
        return end;
    }

    private void writeFully(long from, ByteBuffer[] blocks, int length) throws IOException {
        FileChannel channel = upload.lock().channel();
        channel.position(from);
        long wanted = length;
        ByteBuffer[] views = new ByteBuffer[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            views[i] = blocks[i].duplicate(); // The digest reads the same buffers in parallel.
        }
        while (wanted > 0) {
            wanted -= channel.write(views);
        }
    }

    /**
     * After a full disk, the upload can be resumed after the bytes that were written, since a follower in another process may
     * have read them. Any other failure ends the upload.
     */
    private StoreException afterFailedWrite(IOException cause) throws IOException {
        StoreException reason = DiskErrors.translate(upload.name(), cause);
        if (reason.code() == ErrorCode.RESOURCE_EXHAUSTED) {
            upload.advance(upload.lock().channel().size());
        } else {
            end(reason);
        }
        return reason;
    }

    private Future<Long> restartDigest(Context context, Future<Long> failed) {
        return digest(context, () -> {
                    digest.restart();
                    return null;
                })
                .transform(restarted -> failed);
    }

    private void syncPeriodically() {
        if (upload.visible() - upload.record().durable() < SYNC_BYTES || !syncing.compareAndSet(false, true)) {
            return;
        }
        uploads.retaining(upload, () -> uploads.run(upload.name(), this::syncOrDiscard))
                .onComplete(done -> syncing.set(false));
    }

    /**
     * Yields the upload to the process that claimed it, after all visible bytes are durable; the writer loses it. Blocks; runs
     * after all earlier work of the upload.
     */
    void yieldToClaim() throws IOException {
        upload.rollback();
        syncOrDiscard();
        uploads.folder().deleteClaim(upload.id());
        upload.disown(StoreErrors.uploadTakenOver());
    }

    private long syncOrDiscard() throws IOException {
        try {
            return upload.sync();
        } catch (IOException e) {
            throw afterFailedSync(e);
        }
    }

    private StoreException afterFailedSync(IOException cause) throws IOException {
        LOG.error("Cannot sync upload {}; it is discarded", upload.id(), cause);
        StoreException reason =
                new StoreException(ErrorCode.INTERNAL, "'" + upload.name() + "': sync failed; upload was discarded");
        end(reason);
        return reason;
    }

    private long requireWhole() {
        long offset = upload.offset();
        long size = upload.spec().size().orElse(offset);
        if (size != offset || upload.record().stagedStart().isPresent()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "stored bytes", upload.visible(), Long.toString(size));
        }
        return size;
    }

    private Future<Optional<String>> hex(Context context, long size, boolean isRequested) {
        if (!digestEarly && !isRequested) {
            return Future.succeededFuture(Optional.empty());
        }
        return digest(context, () -> {
            digest.catchUp(upload.lock().channel(), size, uploads::requireNotClosed);
            return Optional.of(digest.hex());
        });
    }

    private FileInfo publish(Optional<String> found, Optional<String> requested) throws IOException {
        requireWhole();
        try {
            requireDigest(found, requested);
            requireDigest(found, upload.spec().sha256());
            return uploads.publisher().publish(upload, found);
        } catch (StoreException refused) {
            end(refused);
            throw refused;
        } catch (Publisher.SyncFailedException e) {
            throw afterFailedSync(e);
        } catch (UploadLock.LostException e) {
            throw afterLostLock();
        } catch (IOException e) {
            StoreException reason = DiskErrors.translate(upload.name(), e);
            if (reason.code() != ErrorCode.RESOURCE_EXHAUSTED) { // Temporary; the bytes are unchanged.
                end(reason);
            }
            throw reason;
        } finally {
            uploads.ended(upload);
        }
    }

    /** Followers stay, and see the changes by the other process. */
    private StoreException afterLostLock() throws IOException {
        StoreException taken = new StoreException(ErrorCode.ABORTED, "upload was taken over by another process");
        upload.disown(taken);
        return taken;
    }

    private void requireDigest(Optional<String> found, Optional<String> expected) {
        if (expected.isPresent() && !expected.equals(found)) {
            throw StoreException.unexpected(ErrorCode.DATA_LOSS, "sha256", found.orElse("unknown"), expected.get());
        }
    }

    private void end(StoreException reason) throws IOException {
        StoreException seen = reason.code() == ErrorCode.ABORTED ? reason : StoreErrors.uploadDiscarded(reason);
        upload.discard(seen, reason);
        uploads.ended(upload);
    }
}
