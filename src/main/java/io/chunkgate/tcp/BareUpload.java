package io.chunkgate.tcp;

import io.chunkgate.door.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Intake;
import io.chunkgate.transfer.RateWatch;
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
final class BareUpload implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(BareUpload.class);

    private enum State {
        /** The store makes ready; the socket is not read. */
        OPENING,
        RECEIVING,
        /** Every byte has come; only the store decides now. */
        PUBLISHING,
        OVER
    }

    private final TcpSetup setup;
    private final Connection connection;
    private final FileName name;
    private final long size;
    private final RateWatch watch;
    private State state = State.OPENING;
    private Buffer early = Buffer.buffer();
    private long remaining;
    private @Nullable Intake intake;

    private BareUpload(TcpSetup setup, Connection connection, FileName name, long size) {
        this.setup = setup;
        this.connection = connection;
        this.name = name;
        this.size = size;
        this.remaining = size;
        this.watch = setup.door().watchUpload(setup.tcp().idleTimeoutMs(), this::fail);
    }

    /**
     * @param size within the limit
     * @param rest what came together with the size
     */
    static void begin(TcpSetup setup, Connection connection, long size, Buffer rest) {
        FileName name = setup.names().render(Instant.now());
        BareUpload upload = new BareUpload(setup, connection, name, size);
        connection.serve(upload);
        connection.useBlocks();
        connection.pause();
        upload.received(rest);
        upload.open();
    }

    private void open() {
        Future<Intake> opening = setup.door()
                .begin(Listener.TCP, Direction.UPLOAD, name, connection.peer())
                .compose(transfer -> Intake.begin(setup.door().store(), UploadSpec.of(name, size), transfer));
        setup.underway().add(opening);
        opening.onSuccess(this::opened).onFailure(this::fail);
    }

    private void opened(Intake opened) {
        if (state == State.OVER) {
            setup.underway().add(opened.discard());
            return;
        }
        intake = opened;
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
        } else if (intake != null && state == State.RECEIVING) {
            watch.count(data.length());
            take(intake, data);
        }
    }

    /** Bytes past the size are not the file's. */
    private void take(Intake open, Buffer data) {
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
        if (intake != null && state == State.RECEIVING && !intake.stream().writeQueueFull()) {
            watch.start();
            connection.resume();
        }
    }

    private void publish(Intake complete) {
        state = State.PUBLISHING;
        watch.stop();
        connection.pause();
        Future<FileInfo> publishing = complete.publish();
        setup.underway().add(publishing);
        publishing.onSuccess(this::published).onFailure(this::finish);
    }

    private void published(FileInfo info) {
        state = State.OVER;
        LOG.info("{} stored {} ({} bytes)", connection.peer(), info.name(), info.size());
        connection.finish(Words.of(info.size()));
    }

    /** Where the store is not ready yet, the bytes that came are looked at then. */
    @Override
    public void ended() {
        if (intake != null && state == State.RECEIVING && remaining > 0) {
            setup.underway().add(intake.discard());
            finish(StoreException.unexpected(
                    ErrorCode.DATA_LOSS, "bytes until the end of the stream", size - remaining, Long.toString(size)));
        }
    }

    /** The end of the client's bytes has said it all. */
    @Override
    public void closed() {}

    @Override
    public void drain() {
        setup.door().vertx().setTimer(setup.drainMillis(), id -> fail(shutDown()));
    }

    private void fail(Throwable cause) {
        if (state == State.PUBLISHING || state == State.OVER) {
            return;
        }
        if (intake != null) {
            setup.underway().add(intake.discard(cause));
        }
        finish(cause);
    }

    private void finish(Throwable cause) {
        state = State.OVER;
        watch.stop();
        early = Buffer.buffer();
        StoreException reason = Failures.toStoreException(cause);
        LOG.info("{} stored nothing: {}", connection.peer(), reason.getMessage());
        if (intake == null) {
            setup.reject(connection, reason.code(), reason.getMessage());
        }
        connection.finish(Words.of(reason.code()));
    }

    private static StoreException shutDown() {
        return new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops");
    }
}
