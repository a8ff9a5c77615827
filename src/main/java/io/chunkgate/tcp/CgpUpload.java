package io.chunkgate.tcp;

import io.chunkgate.cgp.Cancel;
import io.chunkgate.cgp.Commit;
import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.rate.RateWatch;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CGP upload, from PUT to DONE or the final ERROR. The client sends ahead of the stored bytes as far as its credit allows.
 * The upload stays resumable after every error, except a wrong digest and a CANCEL with discard.
 */
final class CgpUpload implements CgpTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(CgpUpload.class);

    private enum State {
        /** The store opens the upload; there is no credit yet. */
        OPENING,
        RECEIVING,
        /** It was published before; the client only sends COMMIT. */
        COMPLETE,
        COMMITTING,
        /** The result is being persisted before the final ERROR is sent. */
        ENDING,
        OVER
    }

    private final CgpContext context;
    private final int number;
    private final PutRequest request;
    private final RateWatch watch;
    private long partialBytes;
    private State state = State.OPENING;
    private @Nullable UploadReceiver receiver;
    private @Nullable FileInfo published;
    private @Nullable StoreException stopped;
    private boolean discarding;
    private boolean silent;

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid PUT */
    CgpUpload(CgpContext context, int number, Put put) {
        this.context = context;
        this.number = number;
        this.request = new PutRequest(context, put);
        this.watch = context.listener().server().watchUpload(context.idleMillis(), this::tooSlow);
    }

    void begin() {
        context.track(request.open())
                .onSuccess(this::opened)
                .onFailure(cause -> fail(Failures.toStoreException(cause), 0));
    }

    private void opened(PutRequest.Opened opened) {
        if (opened instanceof PutRequest.Finished finished) {
            published = finished.file();
            state = State.COMPLETE;
            accept(finished.accept());
        } else if (opened instanceof PutRequest.Running running) {
            receive(running.uploadSession());
        }
        StoreException reason = stopped;
        if (reason != null) {
            stop(reason);
        }
    }

    private void receive(UploadSession uploadSession) {
        UploadReceiver opened = new UploadReceiver(context, number, uploadSession, request.window());
        receiver = opened;
        state = State.RECEIVING;
        uploadSession.stream().exceptionHandler(this::writeFailed);
        uploadSession.upload().lost().onSuccess(this::writeFailed);
        watch.start();
        Upload upload = uploadSession.upload();
        accept(new UploadAccept(upload.id().value(), opened.credit(), context.maxPayload(), upload.expiresAt(), false));
    }

    private void accept(UploadAccept accept) {
        if (!silent && stopped == null) {
            context.output().send(Frame.of(FrameType.ACCEPT, number, position(), 0, accept.encode()));
        }
    }

    @Override
    public boolean takesChunks() {
        return true;
    }

    @Override
    public long position() {
        if (published != null) {
            return published.size();
        }
        return receiver == null ? 0 : receiver.received();
    }

    @Override
    public void receivedPart(int byteCount) {
        partialBytes += byteCount;
        watch.count(byteCount);
    }

    @Override
    public void receivedDamaged(Frame frame) {
        if (state == State.RECEIVING) {
            context.output()
                    .sendError(
                            number,
                            position(),
                            new StoreException(
                                    ErrorCode.DATA_LOSS, "checksum: wrong; resend from offset " + position()),
                            OptionalLong.of(frame.sequence()));
        }
    }

    @Override
    public void received(FrameType type, Frame frame) {
        switch (type) {
            case CHUNK -> chunk(frame);
            case COMMIT -> commit(frame.offset(), Commit.decode(frame.payload()));
            case CANCEL -> cancel(Cancel.decode(frame.payload()));
            default ->
                throw new StoreException(
                        ErrorCode.FAILED_PRECONDITION,
                        "frame: " + type + " for an upload (expected: CHUNK, COMMIT, CANCEL)");
        }
    }

    private void chunk(Frame frame) {
        if (state == State.ENDING) {
            return;
        }
        UploadReceiver open = receiver;
        if (state != State.RECEIVING || open == null) {
            throw new StoreException(
                    ErrorCode.FAILED_PRECONDITION, "CHUNK: out of order (expected: between ACCEPT and COMMIT)");
        }
        watch.count(Math.max(0, frame.payload().length() - partialBytes));
        partialBytes = 0;
        open.take(frame).ifPresent(this::stop);
    }

    private void commit(long size, Commit commit) {
        FileInfo file = published;
        if (state == State.COMPLETE && file != null) {
            requireSize(size, file.size());
            repeatResult(file, commit);
            return;
        }
        UploadReceiver open = receiver;
        if (state != State.RECEIVING || open == null) {
            throw new StoreException(
                    ErrorCode.FAILED_PRECONDITION, "COMMIT: out of order (expected: once, after the last CHUNK)");
        }
        requireSize(size, open.received());
        OptionalLong announced = open.uploadSession().upload().spec().size();
        requireSize(size, announced.orElse(size));
        publish(open, commit.sha256());
    }

    private static void requireSize(long size, long expected) {
        if (size != expected) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "final size", Long.toUnsignedString(size), Long.toString(expected));
        }
    }

    /** Sends DONE again, since the client may have lost the connection before it came. */
    private void repeatResult(FileInfo file, Commit commit) {
        if (commit.sha256().isPresent()
                && file.sha256().isPresent()
                && !commit.sha256().equals(file.sha256())) {
            fail(wrongDigest(file.sha256().get(), commit.sha256().get()), 0);
        } else {
            done(file);
        }
    }

    private void publish(UploadReceiver open, Optional<String> sha256) {
        state = State.COMMITTING;
        watch.stop();
        open.stop();
        Optional<String> announced = request.sha256();
        if (sha256.isPresent() && announced.isPresent() && !sha256.equals(announced)) {
            StoreException wrong = wrongDigest(announced.get(), sha256.get());
            context.track(open.uploadSession().discard(wrong)).onComplete(v -> fail(wrong, 0));
            return;
        }
        Future<FileInfo> publishing = request.requireStillFree()
                .compose(
                        free -> open.uploadSession().publish(sha256.or(() -> announced)),
                        taken -> open.uploadSession().suspend().transform(suspended -> Future.failedFuture(taken)));
        context.track(publishing).onSuccess(this::done).onFailure(cause -> fail(Failures.toStoreException(cause), 0));
    }

    private void done(FileInfo file) {
        LOG.debug("{} stored {} ({} bytes)", context.connection().peer(), file.name(), file.size());
        Done done =
                new Done(file.name().value(), OptionalLong.of(file.size()), Optional.of(file.etag()), file.sha256());
        end(Frame.of(FrameType.DONE, number, file.size(), 0, done.encode()));
    }

    private void cancel(Cancel cancel) {
        discarding = cancel.discard();
        stop(new StoreException(ErrorCode.ABORTED, "upload: cancelled"));
    }

    @Override
    public void stop(StoreException reason) {
        UploadReceiver open = receiver;
        if (state == State.OPENING) {
            stopped = reason;
        } else if (state == State.COMPLETE) {
            fail(reason, 0);
        } else if (state == State.RECEIVING && open != null) {
            state = State.ENDING;
            watch.stop();
            open.stop();
            Future<Long> ending = discarding
                    ? open.uploadSession().discard().map(0L)
                    : open.uploadSession().suspend();
            context.track(ending)
                    .onComplete(
                            ended -> fail(reason, ended.succeeded() ? ended.result() : offsetAfterFault(open, reason)));
        }
    }

    /** A full disk leaves the upload resumable; one that another client took over, or that is gone, has no offset. */
    private static long offsetAfterFault(UploadReceiver open, StoreException reason) {
        return reason.code() == ErrorCode.RESOURCE_EXHAUSTED
                ? open.uploadSession().upload().offset()
                : 0;
    }

    @Override
    public void inputEnded() {
        // Worth retrying: a link that broke on the client's way only looks the same.
        stop(new StoreException(ErrorCode.UNAVAILABLE, "upload: the client ended its sending side before COMMIT"));
    }

    @Override
    public void connectionLost() {
        silent = true;
        stop(Failures.connectionLost());
    }

    private void writeFailed(Throwable cause) {
        if (state == State.RECEIVING) {
            stop(Failures.toStoreException(cause));
        }
    }

    /** While the store still writes, a slow disk may be the reason, and the client is not at fault. */
    private void tooSlow(StoreException reason) {
        if (receiver != null && receiver.isBusy()) {
            watch.start();
        } else {
            stop(reason);
        }
    }

    private void fail(StoreException reason, long offset) {
        LOG.debug("{}: upload failed: {}", context.connection().peer(), reason.getMessage());
        if (receiver == null) {
            context.reject(reason);
        }
        end(FrameOutput.finalError(number, offset, reason));
    }

    private void end(Frame finalFrame) {
        state = State.OVER;
        watch.stop();
        if (!silent) {
            context.output().send(finalFrame);
            context.onEnded().accept(number);
        }
    }

    private static StoreException wrongDigest(String found, String given) {
        return StoreException.unexpected(ErrorCode.DATA_LOSS, "sha256", given, found);
    }
}
