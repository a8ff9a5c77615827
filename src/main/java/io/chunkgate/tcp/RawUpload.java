package io.chunkgate.tcp;

import io.chunkgate.server.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.rate.RateWatch;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bare form after its size: so many bytes become one file, and the reply is the count stored or minus an error's
 * number. Once the last byte has come the file is stored whatever becomes of the client; before, nothing is published.
 */
final class RawUpload implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(RawUpload.class);

    private enum State {
        /** The store makes ready; the socket is not read. */
        OPENING,
        RECEIVING,
        /** Every byte has come; only the store decides now. */
        PUBLISHING,
        OVER
    }

    private final TcpContext setup;
    private final TcpConnection connection;
    private final FileName name;
    private final long size;
    private final RateWatch watch;
    private State state = State.OPENING;
    private Buffer early = Buffer.buffer();
    private long remaining;
    private @Nullable UploadSession uploadSession;

    private RawUpload(TcpContext setup, TcpConnection connection, FileName name, long size) {
        this.setup = setup;
        this.connection = connection;
        this.name = name;
        this.size = size;
        this.remaining = size;
        this.watch = setup.server().watchUpload(setup.tcp().idleTimeoutMs(), this::fail);
    }

    /**
     * @param size within the limit
     * @param rest what came together with the size
     */
    static void begin(TcpContext setup, TcpConnection connection, long size, Buffer rest) {
        FileName name = setup.names().render(Instant.now());
        RawUpload upload = new RawUpload(setup, connection, name, size);
        connection.serve(upload);
        connection.useBlocks();
        connection.pause();
        upload.received(rest);
        upload.open();
    }

    private void open() {
        Future<UploadSession> opening = setup.server()
                .begin(Listener.TCP, Direction.UPLOAD, name, connection.peer())
                .compose(transfer -> UploadSession.begin(setup.server().store(), UploadSpec.of(name, size), transfer));
        setup.pending().add(opening);
        opening.onSuccess(this::opened).onFailure(this::fail);
    }

    private void opened(UploadSession opened) {
        if (state == State.OVER) {
            setup.pending().add(opened.discard());
            return;
        }
        uploadSession = opened;
        state = State.RECEIVING;
        opened.stream().exceptionHandler(this::fail).drainHandler(v -> readOn());
        Buffer arrived = early;
        early = Buffer.buffer();
        take(opened, arrived);
        readOn();
    }

    @Override
    public void received(Buffer data) {
        if (state == State.OPENING) {
            early.appendBuffer(data, 0, (int) Math.min(data.length(), remaining - early.length()));
        } else if (uploadSession != null && state == State.RECEIVING) {
            watch.count(data.length());
            take(uploadSession, data);
        }
    }

    /** Bytes past the size are not the file's. */
    private void take(UploadSession open, Buffer data) {
        int length = (int) Math.min(data.length(), remaining);
        remaining -= length;
        open.stream().write(length == data.length() ? data : data.slice(0, length));
        if (remaining == 0) {
            publish(open);
        } else if (connection.isInputEnded()) {
            ended();
        } else if (open.stream().writeQueueFull()) {
            connection.pause();
            watch.stop();
        }
    }

    private void readOn() {
        if (uploadSession != null
                && state == State.RECEIVING
                && !uploadSession.stream().writeQueueFull()) {
            watch.start();
            connection.resume();
        }
    }

    private void publish(UploadSession complete) {
        state = State.PUBLISHING;
        watch.stop();
        connection.pause();
        Future<FileInfo> publishing = complete.publish();
        setup.pending().add(publishing);
        publishing.onSuccess(this::published).onFailure(this::finish);
    }

    private void published(FileInfo info) {
        state = State.OVER;
        LOG.info("{} stored {} ({} bytes)", connection.peer(), info.name(), info.size());
        connection.finish(RawReply.of(info.size()));
    }

    /** Where the store is not ready yet, the bytes that came are looked at then. */
    @Override
    public void ended() {
        if (uploadSession != null && state == State.RECEIVING && remaining > 0) {
            setup.pending().add(uploadSession.discard());
            finish(StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes until the end of the stream", size - remaining, Long.toString(size)));
        }
    }

    /** The end of the client's bytes has said it all. */
    @Override
    public void closed() {}

    @Override
    public void drain() {
        setup.server().vertx().setTimer(setup.drainMillis(), id -> fail(shutDown()));
    }

    private void fail(Throwable cause) {
        if (state == State.PUBLISHING || state == State.OVER) {
            return;
        }
        if (uploadSession != null) {
            setup.pending().add(uploadSession.discard(cause));
        }
        finish(cause);
    }

    private void finish(Throwable cause) {
        state = State.OVER;
        watch.stop();
        early = Buffer.buffer();
        StoreException reason = Failures.toStoreException(cause);
        LOG.info("{} stored nothing: {}", connection.peer(), reason.getMessage());
        if (uploadSession == null) {
            setup.reject(connection, reason.code(), reason.getMessage());
        }
        connection.finish(RawReply.of(reason.code()));
    }

    private static StoreException shutDown() {
        return new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops");
    }
}
