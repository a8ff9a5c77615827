package io.chunkgate.tcp;

import io.chunkgate.cgp.Ack;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Receives the CHUNKs of one upload: checks that each one follows the last, writes it to the store, and sends the ACKs with
 * the client's credit.
 */
final class UploadReceiver {
    private static final long NONE = -1;
    private static final int CHECK_MILLIS = 50;
    /** Checks for durable bytes after the last change: a sync of the disk may end later than the last write. */
    private static final int MAX_IDLE_CHECKS = 20;
    /** Below this the client has no credit to fill a block of the store, so each write is flushed. */
    private static final long SMALL_WINDOW_BYTES = 1024 * 1024;

    private final CgpContext context;
    private final int number;
    private final UploadSession uploadSession;
    private final long window;
    private final long limit;
    private long received;
    private long stored;
    private long credit;
    private long lastSequence;
    private long ackedStored;
    private long ackedDurable;
    private long timer = NONE;
    private int idleChecks;
    private boolean stopped;

    /** @param window how far ahead of what is stored the client may send, in bytes */
    UploadReceiver(CgpContext context, int number, UploadSession uploadSession, long window) {
        this.context = context;
        this.number = number;
        this.uploadSession = uploadSession;
        this.window = window;
        this.limit = uploadSession
                .upload()
                .spec()
                .size()
                .orElse(context.listener().server().config().limits().maxFileSize());
        this.received = uploadSession.upload().offset();
        this.stored = received;
        this.ackedStored = received;
        this.ackedDurable = uploadSession.upload().durableOffset();
        this.credit = received + window;
    }

    UploadSession uploadSession() {
        return uploadSession;
    }

    /** The offset at which the next CHUNK must begin. */
    long received() {
        return received;
    }

    /** The client may send bytes below this offset. */
    long credit() {
        return credit;
    }

    /** Whether the store has not written all received bytes yet. */
    boolean isBusy() {
        return stored < received;
    }

    /**
     * Takes a CHUNK.
     *
     * @return the error that ends the upload, if any
     * @throws StoreException for a CHUNK at the wrong offset; nothing of it is stored and the upload continues
     */
    Optional<StoreException> take(Frame frame) {
        Buffer data = frame.payload();
        if (frame.offset() != received) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION,
                    "offset",
                    Long.toUnsignedString(frame.offset()),
                    Long.toString(received));
        }
        if (data.length() > limit - received) {
            return Optional.of(beyond(ErrorCode.OUT_OF_RANGE, "end of the CHUNK", received + data.length(), limit));
        }
        if (data.length() > credit - received) {
            return Optional.of(
                    beyond(ErrorCode.RESOURCE_EXHAUSTED, "end of the CHUNK", received + data.length(), credit));
        }
        lastSequence = frame.sequence();
        if (data.length() > 0) {
            store(data);
        }
        return Optional.empty();
    }

    /** Sends no further ACK. */
    void stop() {
        stopped = true;
        context.vertx().cancelTimer(timer);
    }

    private static StoreException beyond(ErrorCode code, String what, long end, long most) {
        return StoreException.unexpected(code, what, end, "at most " + most);
    }

    private void store(Buffer data) {
        int length = data.length();
        received += length;
        context.budget().add(length);
        uploadSession.stream().write(data).onComplete(written -> {
            context.budget().remove(length);
            if (written.succeeded()) {
                stored(length);
            }
        });
        flushSmall();
    }

    private void flushSmall() {
        if (window < SMALL_WINDOW_BYTES) {
            uploadSession.stream().flush();
        }
    }

    private void stored(int length) {
        stored += length;
        if (stopped) {
            return;
        }
        if (stored == received || stored - ackedStored >= Math.max(1, window / 4)) {
            acknowledge();
        }
        flushSmall();
        idleChecks = 0;
        scheduleCheck();
    }

    private void scheduleCheck() {
        if (timer == NONE && !stopped) {
            timer = context.vertx().setTimer(CHECK_MILLIS, id -> check());
        }
    }

    private void check() {
        timer = NONE;
        if (stored > ackedStored || uploadSession.upload().durableOffset() > ackedDurable) {
            acknowledge();
        } else if (++idleChecks >= MAX_IDLE_CHECKS) {
            return;
        }
        scheduleCheck();
    }

    private void acknowledge() {
        ackedStored = stored;
        ackedDurable = Math.max(ackedDurable, uploadSession.upload().durableOffset());
        credit = Math.max(credit, stored + window);
        Ack ack = new Ack(Math.min(ackedDurable, stored), credit);
        context.output().send(Frame.of(FrameType.ACK, number, stored, lastSequence, ack.encode()));
    }
}
