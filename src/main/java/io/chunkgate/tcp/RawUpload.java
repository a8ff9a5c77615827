package io.chunkgate.tcp;

import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.rate.RateWatch;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw mode after the size: the announced number of bytes becomes one file, and the reply is the stored size or a negated
 * error number. After the last byte the file is published even if the client is gone; before it, nothing is published.
 */
final class RawUpload implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(RawUpload.class);

    private enum State {
        /** The store opens the upload; the socket is not read. */
        OPENING,
        RECEIVING,
        /** Every byte has come; the result depends on the store alone. */
        PUBLISHING,
        OVER
    }

    private final TcpContext context;
    private final TcpConnection connection;
    private final long size;
    private final RateWatch watch;
    private State state = State.OPENING;
    private Buffer early = Buffer.buffer();
    private long remaining;
    private @Nullable UploadSession uploadSession;

    private RawUpload(TcpContext context, TcpConnection connection, long size) {
        this.context = context;
        this.connection = connection;
        this.size = size;
        this.remaining = size;
        this.watch = context.server().watchUpload(context.tcp().idleTimeoutMs(), this::fail);
    }

    /**
     * @param size at most the limit
     * @param rest bytes that arrived together with the size
     */
    static void begin(TcpContext context, Client client, TcpConnection connection, long size, Buffer rest) {
        RawUpload upload = new RawUpload(context, connection, size);
        connection.serve(upload);
        connection.usePooledBuffers();
        connection.pause();
        upload.received(rest);
        upload.open(client);
    }

    private void open(Client client) {
        UploadSpec spec = UploadSpec.of(context.names().render(Instant.now()), size);
        context.track(client.create(spec)).onSuccess(this::opened).onFailure(this::fail);
    }

    private void opened(UploadSession opened) {
        if (state == State.OVER) {
            context.track(opened.discard());
            return;
        }
        uploadSession = opened;
        state = State.RECEIVING;
        opened.upload().lost().onSuccess(this::fail);
        opened.stream().exceptionHandler(this::fail).drainHandler(v -> resume());
        Buffer arrived = early;
        early = Buffer.buffer();
        write(opened, arrived);
        resume();
    }

    @Override
    public void received(Buffer data) {
        if (state == State.OPENING) {
            early.appendBuffer(data, 0, (int) Math.min(data.length(), remaining - early.length()));
        } else if (uploadSession != null && state == State.RECEIVING) {
            watch.count(data.length());
            write(uploadSession, data);
        }
    }

    /** Writes the bytes up to the announced size, and ignores the rest. */
    private void write(UploadSession open, Buffer data) {
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

    private void resume() {
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
        context.track(complete.publish()).onSuccess(this::published).onFailure(this::finish);
    }

    private void published(FileInfo info) {
        state = State.OVER;
        LOG.debug("{} stored {} ({} bytes)", connection.peer(), info.name(), info.size());
        connection.finish(RawReply.of(info.size()));
    }

    /** While the upload opens, the bytes that came are checked when it is open. */
    @Override
    public void ended() {
        if (uploadSession != null && state == State.RECEIVING && remaining > 0) {
            context.track(uploadSession.discard());
            finish(StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes until the end of the stream", size - remaining, Long.toString(size)));
        }
    }

    @Override
    public void fault(StoreException reason) {
        finish(reason);
    }

    @Override
    public void drain() {
        context.afterDrain(this::fail);
    }

    private void fail(Throwable cause) {
        if (state == State.PUBLISHING || state == State.OVER) {
            return;
        }
        if (uploadSession != null) {
            context.track(uploadSession.discard(cause));
        }
        finish(cause);
    }

    private void finish(Throwable cause) {
        state = State.OVER;
        watch.stop();
        early = Buffer.buffer();
        StoreException reason = Failures.toStoreException(cause);
        LOG.info("{}: raw upload failed: {}", connection.peer(), reason.getMessage());
        if (uploadSession == null) {
            context.reject(connection, reason);
        }
        connection.finish(RawReply.of(reason.code()));
    }
}
