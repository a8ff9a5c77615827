package io.chunkgate.tcp;

import io.chunkgate.cgp.Ack;
import io.chunkgate.cgp.Cancel;
import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Get;
import io.chunkgate.cgp.Limits;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadProgress;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.download.InMemoryDownload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A CGP download, from GET to DONE or the final ERROR. */
final class CgpDownload implements CgpTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(CgpDownload.class);
    private static final int DEFAULT_CHUNK_BYTES = 256 * 1024;
    private static final long NONE = -1;

    private final CgpContext context;
    private final int number;
    private final long start;
    private final Get get;
    private final FileName name;
    private final int chunkSize;
    private final Credit credit;
    private final IdleTimer idleTimer;
    private @Nullable ChunkSender sender;
    private final Promise<Void> ended = VertxInternals.promise();
    /** Whether the client has every byte already, and waits for the end of the upload. */
    private boolean watching;

    private @Nullable StoreException stopped;
    private long resetTimer = NONE;
    private boolean silent;
    private boolean over;

    /**
     * @param start the first byte to send, unsigned
     * @throws StoreException {@code INVALID_ARGUMENT} for an invalid name
     */
    CgpDownload(CgpContext context, int number, long start, Get get) {
        this.context = context;
        this.number = number;
        this.start = start;
        this.get = get;
        this.name = FileName.of(get.name());
        this.chunkSize = chunkSize(get.chunkSize(), context.maxPayload());
        this.credit = new Credit(get.credit());
        this.idleTimer = new IdleTimer(context.vertx(), context.idleMillis(), this::idleTimedOut);
    }

    /** A size outside the limits of the session is replaced by the nearer limit. */
    private static int chunkSize(OptionalLong requested, int maxPayload) {
        long size = requested.orElse(Math.min(DEFAULT_CHUNK_BYTES, maxPayload));
        return (int) Math.max(Limits.MIN_MAX_PAYLOAD, Math.min(size, maxPayload));
    }

    void begin() {
        context.track(
                        get.follow()
                                ? context.store().follow(name)
                                : context.store().open(name))
                .onSuccess(this::opened)
                .onFailure(this::fail);
    }

    private void opened(StoredFile file) {
        Optional<StoreException> refusal = Optional.ofNullable(stopped).or(() -> refusal(file));
        if (refusal.isPresent()) {
            close(file);
            fail(refusal.get());
            return;
        }
        OptionalLong size = sizeOf(file);
        if (get.length().orElse(1) == 0) {
            close(file);
            doneWithNothing(file);
        } else if (size.isPresent() && size.getAsLong() == start) {
            watch(file);
        } else {
            send(file, range(file));
        }
    }

    private Optional<StoreException> refusal(StoredFile file) {
        String etag = file.info().etag();
        if (get.ifMatch().isPresent() && !get.ifMatch().get().equals(etag)) {
            return Optional.of(StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "version of '" + name + "'",
                    etag.isEmpty() ? "still being uploaded" : etag,
                    get.ifMatch().get()));
        }
        OptionalLong size = sizeOf(file);
        return start < 0 || (size.isPresent() && start > size.getAsLong())
                ? Optional.of(beyond(size))
                : Optional.empty();
    }

    private StoreException beyond(OptionalLong size) {
        return StoreException.unexpected(
                ErrorCode.OUT_OF_RANGE, "offset", Long.toUnsignedString(start), "0.." + size.orElse(Long.MAX_VALUE));
    }

    private void accept(StoredFile file) {
        FileInfo info = file.info();
        DownloadAccept accept = new DownloadAccept(
                sizeOf(file),
                file.progress().isPresent() ? Optional.empty() : Optional.of(info.etag()),
                chunkSize,
                info.modified(),
                info.sha256());
        context.output().send(Frame.of(FrameType.ACCEPT, number, start, 0, accept.encode()));
    }

    private static OptionalLong sizeOf(StoredFile file) {
        return file.progress()
                .map(UploadProgress::size)
                .orElseGet(() -> OptionalLong.of(file.info().size()));
    }

    /** A file in progress ends where its upload ends. */
    private ByteRange range(StoredFile file) {
        long end = file.progress().isPresent() ? Long.MAX_VALUE : file.info().size();
        return new ByteRange(start, Math.min(get.length().orElse(Long.MAX_VALUE), end - start));
    }

    private void send(StoredFile file, ByteRange range) {
        register(file).onSuccess(transfer -> send(file, range, transfer)).onFailure(refusal -> {
            close(file);
            fail(refusal);
        });
    }

    private void send(StoredFile file, ByteRange range, Transfer transfer) {
        accept(file);
        ChunkStream stream =
                new ChunkStream(context.connection(), number, chunkSize, credit, get.headerOnly(), idleTimer::touch);
        ChunkSender chunks = new ChunkSender(context, stream);
        sender = chunks;
        if (file.progress().isPresent()) {
            idleTimer.start(); // Otherwise a client that is gone is not noticed while the uploader is silent.
        }
        context.track(chunks.start(file, range, transfer).done())
                .onSuccess(v -> sent(file, chunks.end()))
                .onFailure(this::fail);
    }

    private Future<Transfer> register(StoredFile file) {
        return context.client().begin(Direction.ofDownload(file), name);
    }

    private void sent(StoredFile file, long end) {
        if (file.progress().isEmpty()) {
            done(end, Optional.of(file.info()));
        } else {
            doneWhenPublished(file.progress().get(), end);
        }
    }

    private void doneWhenPublished(UploadProgress progress, long end) {
        progress.published().onFailure(this::fail).onSuccess(info -> {
            if (start > info.size()) {
                fail(beyond(OptionalLong.of(info.size())));
            } else {
                done(end, Optional.of(info));
            }
        });
    }

    /** The client has every byte, and only needs the result of the upload. */
    private void watch(StoredFile file) {
        if (file.progress().isEmpty()) {
            close(file);
            doneWithNothing(file);
            return;
        }
        register(file)
                .onSuccess(transfer -> watch(file, file.progress().get(), transfer))
                .onFailure(refusal -> {
                    close(file);
                    fail(refusal);
                });
    }

    private void watch(StoredFile file, UploadProgress progress, Transfer transfer) {
        accept(file);
        watching = true;
        transfer.cancelled().onSuccess(this::stop);
        transfer.setUpload(progress.upload());
        transfer.setTransferRange(TransferRange.of(file, new ByteRange(start, 0)));
        ended.future().onComplete(end -> {
            close(file);
            transfer.end(end.succeeded() ? TransferOutcome.complete() : TransferOutcome.failed(end.cause()));
        });
        idleTimer.start();
        doneWhenPublished(progress, start);
    }

    private void doneWithNothing(StoredFile file) {
        register(file).onFailure(this::fail).onSuccess(transfer -> {
            accept(file);
            InMemoryDownload.track(file, new ByteRange(start, 0), transfer, Future.succeededFuture());
            done(start, file.progress().isPresent() ? Optional.empty() : Optional.of(file.info()));
        });
    }

    private void done(long end, Optional<FileInfo> info) {
        Done done = new Done(
                name.value(),
                info.map(file -> OptionalLong.of(file.size())).orElseGet(OptionalLong::empty),
                info.map(FileInfo::etag),
                info.flatMap(FileInfo::sha256));
        ended.tryComplete();
        end(Frame.of(FrameType.DONE, number, end, 0, done.encode()));
    }

    @Override
    public boolean takesChunks() {
        return false;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public void received(FrameType type, Frame frame) {
        switch (type) {
            case ACK -> acknowledged(Ack.decode(frame.payload()));
            case CANCEL -> {
                Cancel.decode(frame.payload());
                stop(new StoreException(ErrorCode.ABORTED, "download: cancelled"));
            }
            default ->
                throw new StoreException(
                        ErrorCode.FAILED_PRECONDITION, "frame: " + type + " for a download (expected: ACK, CANCEL)");
        }
    }

    private void acknowledged(Ack ack) {
        if (credit.raise(ack.credit()) && sender != null) {
            sender.advance();
        }
    }

    @Override
    public void stop(StoreException reason) {
        if (over || stopped != null) {
            return;
        }
        stopped = reason;
        if (sender != null) {
            resetTimer = sender.stop(reason);
            if (over) { // It ended within stop, before the timer was known.
                context.vertx().cancelTimer(resetTimer);
            }
        } else if (watching) {
            fail(reason);
        }
    }

    @Override
    public void connectionLost() {
        silent = true;
        stop(Failures.connectionLost());
    }

    private void idleTimedOut() {
        stop(StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "bytes in " + context.idleMillis() + " ms", 0, "at least 1"));
    }

    private void fail(Throwable cause) {
        StoreException reason = Failures.toStoreException(cause);
        LOG.debug("{}: download of {} failed: {}", context.connection().peer(), name, reason.getMessage());
        if (sender == null) {
            context.reject(reason);
        }
        ended.tryFail(reason);
        end(FrameOutput.finalError(number, 0, reason));
    }

    private void close(StoredFile file) {
        context.track(file.close());
    }

    private void end(Frame finalFrame) {
        if (over) {
            return;
        }
        over = true;
        idleTimer.stop();
        context.vertx().cancelTimer(resetTimer);
        if (!silent) {
            context.output().send(finalFrame);
            context.onEnded().accept(number);
        }
    }
}
