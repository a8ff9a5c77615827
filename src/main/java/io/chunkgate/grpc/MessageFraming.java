package io.chunkgate.grpc;

import io.chunkgate.transfer.Chunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/**
 * Writes {@code demo.Response} messages as they go over the wire, without making objects of them and without copying the
 * file's bytes. A block of several chunks becomes several messages in one buffer, so that they leave in one write.
 *
 * <pre>
 *  0        1                     5        6                6..10    7..11      8..16
 * +--------+---------------------+--------+----------------+--------+----------+---------------+
 * | 0      | length of all after | 0x10   | chunk_number   | 0x0A   | length   | chunk         |
 * | 1 byte | 4 bytes, big-endian | 1 byte | varint         | 1 byte | varint   | length bytes  |
 * +--------+---------------------+--------+----------------+--------+----------+---------------+
 *  \-- Length-Prefixed-Message --/ \--- field 2, varint ---/ \--- field 1, length-delimited ---/
 * </pre>
 *
 * The prefix is that of gRPC over HTTP/2 (first byte: not compressed); behind it is the message. Protobuf leaves the order
 * of fields free, and this one has all that must be made ahead of the file's bytes.
 */
final class MessageFraming {
    private static final int PREFIX_BYTES = 5;
    private static final int CHUNK_NUMBER_TAG = 2 << 3;
    private static final int CHUNK_TAG = (1 << 3) | 2;
    private static final int MAX_HEADER_BYTES = PREFIX_BYTES + 1 + 5 + 1 + 5;

    private final int chunkSize;

    /** @param chunkSize bytes of the file in each message but the file's last */
    MessageFraming(int chunkSize) {
        this.chunkSize = chunkSize;
    }

    /**
     * Frames a block of the file.
     *
     * @param block begins at a multiple of the chunk size, and ends at one or at the end of the file; the numbers of its
     *              chunks fit in an {@code int}
     */
    Buffer frame(Chunk block) {
        ByteBuf data = ((BufferInternal) block.data()).getByteBuf();
        int count = (data.readableBytes() + chunkSize - 1) / chunkSize;
        int number = Math.toIntExact(block.position() / chunkSize);
        // Direct as the file's bytes are, else the socket would have the whole copied.
        ByteBuf headers = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(count * MAX_HEADER_BYTES));
        headers.clear();
        CompositeByteBuf messages = Unpooled.compositeBuffer(2 * count);
        for (int i = 0; i < count; i++) {
            int length = Math.min(chunkSize, data.readableBytes());
            messages.addComponent(true, header(headers, number + i, length));
            messages.addComponent(true, data.readSlice(length));
        }
        return BufferInternal.buffer(messages);
    }

    /** Appends what goes ahead of the bytes of one chunk, and returns it. */
    private static ByteBuf header(ByteBuf headers, int number, int length) {
        int start = headers.writerIndex();
        int messageLength = 1 + varintLength(number) + 1 + varintLength(length) + length;
        headers.writeByte(0).writeInt(messageLength);
        headers.writeByte(CHUNK_NUMBER_TAG);
        writeVarint(headers, number);
        headers.writeByte(CHUNK_TAG);
        writeVarint(headers, length);
        return headers.slice(start, headers.writerIndex() - start);
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. Not for negative numbers. */
    private static void writeVarint(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static int varintLength(int value) {
        int significantBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(value));
        return (significantBits + 6) / 7;
    }
}
