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
 * The bytes of one upload as they come: which CHUNK is the next, how much credit the client has, and what it has been told
 * of what is stored.
 */
final class UploadReceiver {
    private static final long NONE = -1;
    private static final int ACK_MILLIS = 50;
    /** How often it is looked again after nothing changed: a sync of the disk may end later than the last write. */
    private static final int QUIET_LOOKS = 20;
    /** Smaller windows do not fill the blocks of the disk; waiting for these to fill would stop the client. */
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
    private int quietLooks;
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
                .orElse(context.setup().server().config().limits().maxFileSize());
        this.received = uploadSession.upload().offset();
        this.stored = received;
        this.ackedStored = received;
        this.ackedDurable = uploadSession.upload().durableOffset();
        this.credit = received + window;
    }

    UploadSession uploadSession() {
        return uploadSession;
    }

    /** Where the next CHUNK must begin. */
    long received() {
        return received;
    }

    /** The client may send bytes below this offset. */
    long credit() {
        return credit;
    }

    /** Whether the store has bytes that it has not written yet. */
    boolean isBusy() {
        return stored < received;
    }

    /**
     * Takes a CHUNK.
     *
     * @return what ends the upload
     * @throws StoreException for a CHUNK that is not the next, which costs nothing
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
            return Optional.of(beyond(ErrorCode.OUT_OF_RANGE, "end of the bytes", data.length(), limit));
        }
        if (data.length() > credit - received) {
            return Optional.of(beyond(ErrorCode.RESOURCE_EXHAUSTED, "end of the CHUNK", data.length(), credit));
        }
        lastSequence = frame.sequence();
        if (data.length() > 0) {
            store(data);
        }
        return Optional.empty();
    }

    /** No ACK any more. */
    void stop() {
        stopped = true;
        context.vertx().cancelTimer(timer);
    }

    private StoreException beyond(ErrorCode code, String what, int length, long most) {
        return StoreException.unexpected(code, what, received + length, "at most " + most);
    }

    private void store(Buffer data) {
        int length = data.length();
        received += length;
        context.inboundBudget().add(length);
        uploadSession.stream().write(data).onComplete(written -> {
            context.inboundBudget().remove(length);
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
        quietLooks = 0;
        lookSoon();
    }

    private void lookSoon() {
        if (timer == NONE && !stopped) {
            timer = context.vertx().setTimer(ACK_MILLIS, id -> look());
        }
    }

    private void look() {
        timer = NONE;
        if (stored > ackedStored || uploadSession.upload().durableOffset() > ackedDurable) {
            acknowledge();
        } else if (++quietLooks >= QUIET_LOOKS) {
            return;
        }
        lookSoon();
    }

    private void acknowledge() {
        ackedStored = stored;
        ackedDurable = Math.max(ackedDurable, uploadSession.upload().durableOffset());
        credit = Math.max(credit, stored + window);
        Ack ack = new Ack(Math.min(ackedDurable, stored), credit);
        context.output().send(Frame.of(FrameType.ACK, number, stored, lastSequence, ack.encode()));
    }
}
