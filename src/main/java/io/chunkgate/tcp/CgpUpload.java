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
 * An upload of the framed form, from PUT to DONE or the last ERROR. The client sends ahead of what is stored as far as its
 * credit goes; whatever ends the upload but CANCEL with discard and a wrong digest leaves what was stored to go on from.
 */
final class CgpUpload implements CgpTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(CgpUpload.class);

    private enum State {
        /** The store makes ready; there is no credit yet. */
        OPENING,
        RECEIVING,
        /** It was published before: only COMMIT is left to be asked for. */
        COMPLETE,
        COMMITTING,
        /** The last word is being made true. */
        ENDING,
        OVER
    }

    private final CgpContext context;
    private final int number;
    private final UploadStarter opening;
    private final RateWatch watch;
    private long partialBytes;
    private State state = State.OPENING;
    private @Nullable UploadReceiver receiver;
    private @Nullable FileInfo published;
    private @Nullable StoreException stopped;
    private boolean discarding;
    private boolean silent;

    /** @throws StoreException for what PUT cannot ask for */
    CgpUpload(CgpContext context, int number, Put put) {
        this.context = context;
        this.number = number;
        this.opening = new UploadStarter(context, put);
        this.watch = context.setup().server().watchUpload(context.idleMillis(), this::tooSlow);
    }

    void begin() {
        Future<UploadStarter.Opened> opened = opening.open();
        context.setup().pending().add(opened);
        opened.onSuccess(this::opened).onFailure(cause -> over(Failures.toStoreException(cause), 0));
    }

    private void opened(UploadStarter.Opened opened) {
        if (opened instanceof UploadStarter.Finished finished) {
            published = finished.file();
            state = State.COMPLETE;
            accept(finished.accept());
        } else if (opened instanceof UploadStarter.Running running) {
            begin(running.uploadSession());
        }
        StoreException reason = stopped;
        if (reason != null) {
            stop(reason);
        }
    }

    private void begin(UploadSession uploadSession) {
        receiver = new UploadReceiver(context, number, uploadSession, opening.window());
        state = State.RECEIVING;
        uploadSession.stream().exceptionHandler(this::failed);
        uploadSession.upload().lost().onSuccess(this::failed);
        watch.start();
        Upload upload = uploadSession.upload();
        accept(new UploadAccept(
                upload.id().value(), receiver.credit(), context.maxPayload(), upload.expiresAt(), false));
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
    public void touched(int byteCount) {
        partialBytes += byteCount;
        watch.count(byteCount);
    }

    @Override
    public void damaged(Frame frame) {
        if (state == State.RECEIVING) {
            context.output()
                    .sendError(
                            number,
                            position(),
                            new StoreException(ErrorCode.DATA_LOSS, "checksum: wrong; send again from " + position()),
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
                    ErrorCode.FAILED_PRECONDITION, "CHUNK: not now (expected: between ACCEPT and COMMIT)");
        }
        watch.count(Math.max(0, frame.payload().length() - partialBytes));
        partialBytes = 0;
        Optional<StoreException> fatal = open.take(frame);
        fatal.ifPresent(this::stop);
    }

    private void commit(long size, Commit commit) {
        FileInfo file = published;
        if (state == State.COMPLETE && file != null) {
            requireSize(size, file.size());
            again(file, commit);
            return;
        }
        UploadReceiver open = receiver;
        if (state != State.RECEIVING || open == null) {
            throw new StoreException(
                    ErrorCode.FAILED_PRECONDITION, "COMMIT: not now (expected: once, behind the bytes)");
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

    /** The DONE of before was lost. */
    private void again(FileInfo file, Commit commit) {
        if (commit.sha256().isPresent()
                && file.sha256().isPresent()
                && !commit.sha256().equals(file.sha256())) {
            over(wrongDigest(file.sha256().get(), commit.sha256().get()), 0);
        } else {
            done(file);
        }
    }

    private void publish(UploadReceiver open, Optional<String> sha256) {
        state = State.COMMITTING;
        watch.stop();
        open.stop();
        Optional<String> announced = opening.sha256();
        if (sha256.isPresent() && announced.isPresent() && !sha256.equals(announced)) {
            StoreException wrong = wrongDigest(announced.get(), sha256.get());
            Future<Void> discarded = open.uploadSession().discard(wrong);
            context.setup().pending().add(discarded);
            discarded.onComplete(v -> over(wrong, 0));
            return;
        }
        Future<FileInfo> publishing = opening.requireStillFree()
                .compose(
                        free -> open.uploadSession().publish(sha256.or(() -> announced)),
                        taken -> open.uploadSession().suspend().transform(kept -> Future.failedFuture(taken)));
        context.setup().pending().add(publishing);
        publishing.onSuccess(this::done).onFailure(cause -> over(Failures.toStoreException(cause), 0));
    }

    private void done(FileInfo file) {
        LOG.info("{} stored {} ({} bytes)", context.connection().peer(), file.name(), file.size());
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
            over(reason, 0);
        } else if (state == State.RECEIVING && open != null) {
            state = State.ENDING;
            watch.stop();
            open.stop();
            Future<Long> ending = discarding
                    ? open.uploadSession().discard().map(0L)
                    : open.uploadSession().suspend();
            context.setup().pending().add(ending);
            ending.onComplete(kept -> over(reason, kept.succeeded() ? kept.result() : afterFault(open, reason)));
        }
    }

    /** A full disk leaves the upload as it was; of one that another took, or that is gone, there is nothing to say. */
    private static long afterFault(UploadReceiver open, StoreException reason) {
        return reason.code() == ErrorCode.RESOURCE_EXHAUSTED
                ? open.uploadSession().upload().offset()
                : 0;
    }

    @Override
    public void inputEnded() {
        stop(new StoreException(ErrorCode.ABORTED, "upload: the client ended its side before COMMIT"));
    }

    @Override
    public void lost() {
        silent = true;
        stop(Failures.connectionLost());
    }

    private void failed(Throwable cause) {
        if (state == State.RECEIVING) {
            stop(Failures.toStoreException(cause));
        }
    }

    /** A slow disk is not the client's fault. */
    private void tooSlow(StoreException reason) {
        if (receiver != null && receiver.isBusy()) {
            watch.start();
        } else {
            stop(reason);
        }
    }

    private void over(StoreException reason, long offset) {
        LOG.debug("{} did not finish its upload: {}", context.connection().peer(), reason.getMessage());
        if (receiver == null) {
            context.setup().reject(context.connection(), reason.code(), reason.getMessage());
        }
        end(FrameOutput.lastError(number, offset, reason));
    }

    private void end(Frame finalFrame) {
        state = State.OVER;
        watch.stop();
        if (!silent) {
            context.output().send(finalFrame);
            context.ended().accept(number);
        }
    }

    private static StoreException wrongDigest(String found, String given) {
        return StoreException.unexpected(ErrorCode.DATA_LOSS, "sha256", given, found);
    }
}
