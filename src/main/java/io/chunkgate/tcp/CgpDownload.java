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
import io.chunkgate.server.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadProgress;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.InMemoryDownload;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A download of the framed form, from GET to DONE or the last ERROR. */
final class CgpDownload implements CgpTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(CgpDownload.class);
    private static final int USUAL_CHUNK_BYTES = 256 * 1024;
    private static final long NONE = -1;

    private final CgpContext context;
    private final int number;
    private final long start;
    private final Get get;
    private final FileName name;
    private final int chunkSize;
    private final Credit credit;
    private final IdleTimer waiting;
    private @Nullable ChunkStream flow;
    private @Nullable StoredFile watched;
    private @Nullable StoreException stopped;
    private long breakTimer = NONE;
    private boolean silent;
    private boolean over;

    /**
     * @param start where the bytes begin, unsigned
     * @throws StoreException for what GET cannot ask for
     */
    CgpDownload(CgpContext context, int number, long start, Get get) {
        this.context = context;
        this.number = number;
        this.start = start;
        this.get = get;
        this.name = FileName.of(get.name());
        this.chunkSize = chunkSize(get.chunkSize(), context.maxPayload());
        this.credit = new Credit(get.credit());
        this.waiting = new IdleTimer(context.vertx(), context.idleMillis(), this::waitedTooLong);
    }

    /** Another size than a session takes is moved to the nearest that it does. */
    private static int chunkSize(OptionalLong asked, int maxPayload) {
        long wanted = asked.orElse(Math.min(USUAL_CHUNK_BYTES, maxPayload));
        return (int) Math.max(Limits.MIN_MAX_PAYLOAD, Math.min(wanted, maxPayload));
    }

    void begin() {
        Future<StoredFile> opening = get.follow()
                ? context.setup().server().store().follow(name)
                : context.setup().server().store().open(name);
        context.setup().pending().add(opening);
        opening.onSuccess(this::opened).onFailure(this::fail);
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

    /** Of a file that grows, the end is where its upload ends. */
    private ByteRange range(StoredFile file) {
        long end = file.progress().isPresent() ? Long.MAX_VALUE : file.info().size();
        return new ByteRange(start, Math.min(get.length().orElse(Long.MAX_VALUE), end - start));
    }

    private void send(StoredFile file, ByteRange range) {
        begin(file).onSuccess(transfer -> send(file, range, transfer)).onFailure(refusal -> {
            close(file);
            fail(refusal);
        });
    }

    private void send(StoredFile file, ByteRange range, Transfer transfer) {
        accept(file);
        ChunkStream sending = new ChunkStream(context, number, chunkSize, credit, get.headerOnly(), waiting::touch);
        flow = sending;
        if (file.progress().isPresent()) {
            waiting.start(); // A follower that is gone would not be noticed while the uploader is silent.
        }
        Download download = sending.start(file, range, transfer);
        context.setup().pending().add(download.done());
        download.done().onSuccess(v -> sent(file, sending.end())).onFailure(this::fail);
    }

    private Future<Transfer> begin(StoredFile file) {
        return context.setup()
                .server()
                .begin(
                        Listener.TCP,
                        Direction.ofDownload(file),
                        name,
                        context.connection().peer());
    }

    private void sent(StoredFile file, long end) {
        if (file.progress().isEmpty()) {
            done(end, Optional.of(file.info()));
        } else {
            published(file.progress().get().published(), end);
        }
    }

    private void published(Future<FileInfo> publishing, long end) {
        publishing.onFailure(this::fail).onSuccess(info -> {
            if (start > info.size()) {
                fail(beyond(OptionalLong.of(info.size())));
            } else {
                done(end, Optional.of(info));
            }
        });
    }

    /** The client has every byte, and asks whether that is all of it. */
    private void watch(StoredFile file) {
        if (file.progress().isEmpty()) {
            close(file);
            doneWithNothing(file);
            return;
        }
        accept(file);
        watched = file;
        waiting.start();
        published(file.progress().get().published(), start);
    }

    private void doneWithNothing(StoredFile file) {
        begin(file).onFailure(this::fail).onSuccess(transfer -> {
            accept(file);
            InMemoryDownload.track(file, new ByteRange(start, 0), transfer, Future.succeededFuture());
            done(start, file.progress().isPresent() ? Optional.empty() : Optional.of(file.info()));
        });
    }

    private void done(long end, Optional<FileInfo> info) {
        Done done = new Done(
                name.value(),
                info.map(known -> OptionalLong.of(known.size())).orElseGet(OptionalLong::empty),
                info.map(FileInfo::etag),
                info.flatMap(FileInfo::sha256));
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
        if (credit.raise(ack.credit()) && flow != null) {
            flow.advance();
        }
    }

    @Override
    public void stop(StoreException reason) {
        if (over || stopped != null) {
            return;
        }
        stopped = reason;
        if (flow != null) {
            breakTimer = flow.stop(reason);
            if (over) { // At once: the timer was not known yet.
                context.vertx().cancelTimer(breakTimer);
            }
        } else if (watched != null) {
            fail(reason);
        }
    }

    @Override
    public void lost() {
        silent = true;
        stop(Failures.connectionLost());
    }

    private void waitedTooLong() {
        stop(StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "bytes in " + context.idleMillis() + " ms", 0, "at least 1"));
    }

    private void fail(Throwable cause) {
        StoreException reason = Failures.toStoreException(cause);
        LOG.debug("{} did not get {}: {}", context.connection().peer(), name, reason.getMessage());
        if (flow == null) {
            context.setup().reject(context.connection(), reason.code(), reason.getMessage());
        }
        end(FrameOutput.lastError(number, 0, reason));
    }

    private void close(StoredFile file) {
        context.setup().pending().add(file.close());
    }

    private void end(Frame finalFrame) {
        if (over) {
            return;
        }
        over = true;
        waiting.stop();
        context.vertx().cancelTimer(breakTimer);
        Optional.ofNullable(watched).ifPresent(this::close);
        if (!silent) {
            context.output().send(finalFrame);
            context.ended().accept(number);
        }
    }
}
