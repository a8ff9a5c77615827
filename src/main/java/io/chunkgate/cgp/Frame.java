package io.chunkgate.cgp;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One frame.
 *
 * @param header  with the length of the payload, and its checksum unless the flag excludes it
 * @param payload the bytes after the header; empty for a received frame whose payload was skipped
 */
public record Frame(FrameHeader header, Buffer payload) {
    /** A frame to be sent. */
    public static Frame of(FrameType type, int transfer, long offset, long sequence, Buffer payload) {
        FrameHeader header = FrameHeader.unchecked(type, 0, transfer, payload.length(), offset, sequence);
        CRC32C crc = header.beginChecksum();
        update(crc, payload);
        return new Frame(header.withChecksum(crc), payload);
    }

    /** A frame without an offset and a sequence, like most control frames. */
    public static Frame of(FrameType type, int transfer, Buffer payload) {
        return of(type, transfer, 0, 0, payload);
    }

    /** A frame without a payload. */
    public static Frame of(FrameType type, int transfer) {
        return of(type, transfer, Buffer.buffer());
    }

    /** A CHUNK: {@code data} belongs at {@code offset} of the file. */
    public static Frame chunk(int transfer, long offset, long sequence, Buffer data) {
        return of(FrameType.CHUNK, transfer, offset, sequence, data);
    }

    /** The header of a CHUNK whose checksum covers the header alone, for bytes that the kernel copies. */
    public static FrameHeader headerOfUncheckedChunk(int transfer, long offset, long sequence, long byteCount) {
        FrameHeader header = FrameHeader.unchecked(
                FrameType.CHUNK, FrameHeader.HEADER_ONLY_CRC, transfer, byteCount, offset, sequence);
        return header.withChecksum(header.beginChecksum());
    }

    /** Encodes the frame. The payload is not copied, and must not change until it is written. */
    public Buffer encode() {
        ByteBuf head = VertxInternals.byteBuf(header.encode());
        return VertxInternals.buffer(Unpooled.wrappedBuffer(head, VertxInternals.byteBuf(payload)));
    }

    /** The number of the transfer, 0 for the session. */
    public int transfer() {
        return header.transfer();
    }

    /** Unsigned, as in the header. */
    public long offset() {
        return header.offset();
    }

    public long sequence() {
        return header.sequence();
    }

    /** Adds bytes to a checksum without copying them. */
    static void update(CRC32C crc, Buffer bytes) {
        for (ByteBuffer part : VertxInternals.byteBuf(bytes).nioBuffers()) {
            crc.update(part);
        }
    }
}
