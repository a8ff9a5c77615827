package io.chunkgate.cgp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in the bytes of a connection, however these are cut. Behind the preamble, which it does not know. Used by
 * one thread at a time.
 */
public final class FrameParser {
    /** Of pieces of one payload; more are copied into one. */
    private static final int MAX_PARTS = 256;
    /** Shorter payloads are copied, as they would keep a whole buffer of the connection alive. */
    private static final int MIN_SHARED_BYTES = 64 * 1024;

    private final FrameReceiver receiver;
    private Buffer head = Buffer.buffer(FrameHeader.BYTES);
    private @Nullable Pending pending;
    private boolean stopped;

    public FrameParser(FrameReceiver receiver) {
        this.receiver = receiver;
    }

    /** The frame whose payload is on its way. */
    public Optional<FrameHeader> pending() {
        return Optional.ofNullable(pending).map(frame -> frame.header);
    }

    /** Drops what is there and what comes. */
    public void stop() {
        stopped = true;
        pending = null;
    }

    /**
     * Takes the next bytes and calls the receiver for every frame in them.
     *
     * @param data left unchanged by the caller, as payloads refer to it; each payload that does retains it
     */
    public void feed(Buffer data) {
        int position = 0;
        while (position < data.length() && !stopped) {
            Pending frame = pending;
            position = frame == null ? feedHead(data, position) : feedPayload(frame, data, position);
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
        } else if (!stopped) {
            Pending frame = new Pending(header, use == FrameReceiver.Payload.KEEP);
            pending = frame;
            deliverWhenWhole(frame);
        }
    }

    private int feedPayload(Pending frame, Buffer data, int from) {
        int length = (int) Math.min(frame.missing, data.length() - from);
        frame.take(data.slice(from, from + length));
        deliverWhenWhole(frame);
        return from + length;
    }

    private void deliverWhenWhole(Pending frame) {
        if (frame.missing == 0) {
            pending = null;
            receiver.received(new Frame(frame.header, frame.payload()), frame.integrity());
        }
    }

    private static final class Pending {
        private final FrameHeader header;
        private final boolean kept;
        private final boolean headerIntact;
        private final CRC32C crc;
        private long missing;
        private @Nullable CompositeByteBuf parts;

        Pending(FrameHeader header, boolean kept) {
            this.header = header;
            this.kept = kept;
            this.crc = header.beginChecksum();
            this.headerIntact = (int) crc.getValue() == header.checksum();
            this.missing = header.payloadLength();
        }

        void take(Buffer part) {
            missing -= part.length();
            Frame.update(crc, part);
            if (kept) {
                keep(((BufferInternal) part).getByteBuf());
            }
        }

        private void keep(ByteBuf part) {
            if (parts == null) {
                parts = Unpooled.compositeBuffer(MAX_PARTS);
            }
            parts.addComponent(true, part);
            memoryOf(part).retain();
        }

        Buffer payload() {
            if (parts == null) {
                return Buffer.buffer();
            }
            return BufferInternal.buffer(parts.readableBytes() < MIN_SHARED_BYTES ? copied(parts) : parts);
        }

        private static ByteBuf copied(CompositeByteBuf parts) {
            ByteBuf copy = Unpooled.copiedBuffer(parts);
            for (int i = 0; i < parts.numComponents(); i++) {
                memoryOf(parts.internalComponent(i)).release();
            }
            return copy;
        }

        /** What counts references: the buffers of Vert.x do not, whatever they wrap. */
        private static ByteBuf memoryOf(ByteBuf part) {
            ByteBuf memory = part;
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
