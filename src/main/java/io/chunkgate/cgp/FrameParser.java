package io.chunkgate.cgp;

import io.chunkgate.cgp.FrameReceiver.Integrity;
import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Finds the frames in the bytes of a connection after the preamble, however these are cut. Used by one thread at a time. */
public final class FrameParser {
    /** Buffers of one payload; more are consolidated into one. */
    private static final int MAX_BUFFERS = 256;
    /** Shorter payloads are copied; otherwise they would retain a whole buffer of the connection. */
    private static final int MIN_SHARED_BYTES = 64 * 1024;

    private final FrameReceiver receiver;
    private Buffer head = Buffer.buffer(FrameHeader.BYTES);
    private @Nullable Pending pending;
    private @Nullable FrameHeader waiting;
    private Buffer unread = Buffer.buffer();
    private boolean stopped;

    public FrameParser(FrameReceiver receiver) {
        this.receiver = receiver;
    }

    /** The header of the frame whose payload is incomplete. */
    public Optional<FrameHeader> pending() {
        return Optional.ofNullable(pending).map(frame -> frame.header);
    }

    /** Drops the incomplete frame and all further bytes. */
    public void stop() {
        stopped = true;
        pending = null;
        waiting = null;
        unread = Buffer.buffer();
    }

    /** Announces the frame again that had to wait, and continues with the bytes that came behind its header. */
    public void resume() {
        FrameHeader header = waiting;
        if (header != null) {
            waiting = null;
            Buffer next = unread;
            unread = Buffer.buffer();
            begin(header);
            feed(next);
        }
    }

    /**
     * Takes the next bytes and calls the receiver for every frame in them.
     *
     * @param data must not change, since payloads refer to it; each such payload retains it
     */
    public void feed(Buffer data) {
        int position = 0;
        while (position < data.length() && !stopped && waiting == null) {
            Pending frame = pending;
            position = frame == null ? feedHead(data, position) : feedPayload(frame, data, position);
        }
        if (waiting != null) {
            unread.appendBuffer(data, position, data.length() - position); // A copy: the receiver releases the data.
        }
    }

    private int feedHead(Buffer data, int from) {
        int length = Math.min(FrameHeader.BYTES - head.length(), data.length() - from);
        head.appendBuffer(data, from, length);
        if (head.length() == FrameHeader.BYTES) {
            FrameHeader header = FrameHeader.decode(head);
            head = Buffer.buffer(FrameHeader.BYTES);
            begin(header);
        }
        return from + length;
    }

    private void begin(FrameHeader header) {
        FrameReceiver.Payload use = receiver.announced(header);
        if (use == FrameReceiver.Payload.REFUSE) {
            stop();
        } else if (use == FrameReceiver.Payload.WAIT) {
            waiting = header;
        } else if (!stopped) {
            Pending frame = new Pending(header, use == FrameReceiver.Payload.KEEP);
            pending = frame;
            deliverWhenComplete(frame);
        }
    }

    private int feedPayload(Pending frame, Buffer data, int from) {
        int length = (int) Math.min(frame.missing, data.length() - from);
        frame.append(data.slice(from, from + length));
        deliverWhenComplete(frame);
        return from + length;
    }

    private void deliverWhenComplete(Pending frame) {
        if (frame.missing == 0) {
            pending = null;
            receiver.received(new Frame(frame.header, frame.payload()), frame.integrity());
        }
    }

    private static final class Pending {
        private final FrameHeader header;
        private final boolean wanted;
        private final boolean headerIntact;
        private final CRC32C crc;
        private long missing;
        private @Nullable CompositeByteBuf buffers;

        Pending(FrameHeader header, boolean wanted) {
            this.header = header;
            this.wanted = wanted;
            this.crc = header.beginChecksum();
            this.headerIntact = (int) crc.getValue() == header.checksum();
            this.missing = header.payloadLength();
        }

        void append(Buffer data) {
            missing -= data.length();
            Frame.update(crc, data);
            if (wanted) {
                retain(VertxInternals.byteBuf(data));
            }
        }

        private void retain(ByteBuf data) {
            if (buffers == null) {
                buffers = Unpooled.compositeBuffer(MAX_BUFFERS);
            }
            buffers.addComponent(true, data);
            memoryOf(data).retain();
        }

        Buffer payload() {
            if (buffers == null) {
                return Buffer.buffer();
            }
            return VertxInternals.buffer(buffers.readableBytes() < MIN_SHARED_BYTES ? copied(buffers) : buffers);
        }

        private static ByteBuf copied(CompositeByteBuf buffers) {
            ByteBuf copy = Unpooled.copiedBuffer(buffers);
            for (int i = 0; i < buffers.numComponents(); i++) {
                memoryOf(buffers.internalComponent(i)).release();
            }
            return copy;
        }

        /** Returns the reference-counted buffer; the wrappers of Vert.x do not count references. */
        private static ByteBuf memoryOf(ByteBuf buffer) {
            ByteBuf memory = buffer;
            while (memory.unwrap() != null) {
                memory = memory.unwrap();
            }
            return memory;
        }

        Integrity integrity() {
            if ((int) crc.getValue() == header.checksum()) {
                return Integrity.WHOLE;
            }
            return headerIntact ? Integrity.HEADER : Integrity.BROKEN;
        }
    }
}
