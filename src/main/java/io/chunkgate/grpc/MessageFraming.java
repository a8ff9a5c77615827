package io.chunkgate.grpc;

import io.chunkgate.io.Chunk;
import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/**
 * Encodes messages with bytes of a file without message objects and without copying the bytes. A block of several chunks
 * becomes several messages in one buffer, so that they are sent in one write.
 *
 * <pre>
 *  0        1                     5
 * +--------+---------------------+--------------+--------+----------+---------------+
 * | 0      | length of all after | other fields | tag    | length   | chunk         |
 * | 1 byte | 4 bytes, big-endian | see layout   | 1 byte | varint   | length bytes  |
 * +--------+---------------------+--------------+--------+----------+---------------+
 *  \-- Length-Prefixed-Message --/               \----- the field with the chunk ---/
 * </pre>
 *
 * The prefix is that of gRPC over HTTP/2 (first byte: not compressed).
 */
final class MessageFraming {
    private static final int PREFIX_BYTES = 5;
    private static final int MAX_HEADER_BYTES = PREFIX_BYTES + MessageLayout.MAX_FIELD_BYTES + 1 + 5;

    private final int chunkSize;
    private final MessageLayout layout;

    /**
     * @param chunkSize bytes of the file in each message except the last of a block
     * @param layout    of the messages
     */
    MessageFraming(int chunkSize, MessageLayout layout) {
        this.chunkSize = chunkSize;
        this.layout = layout;
    }

    int chunkSize() {
        return chunkSize;
    }

    /** Encodes a block of the file. */
    Buffer frame(Chunk block) {
        ByteBuf data = VertxInternals.byteBuf(block.data());
        int count = (data.readableBytes() + chunkSize - 1) / chunkSize;
        long position = block.position();
        // Direct like the bytes of the file; a mix of heap and direct memory would be copied for the socket.
        ByteBuf headers = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(count * MAX_HEADER_BYTES));
        headers.clear();
        CompositeByteBuf messages = Unpooled.compositeBuffer(2 * count);
        for (int i = 0; i < count; i++) {
            ByteBuf chunk = data.readSlice(Math.min(chunkSize, data.readableBytes()));
            messages.addComponent(true, header(headers, position, chunk));
            messages.addComponent(true, chunk);
            position += chunk.readableBytes();
        }
        return VertxInternals.buffer(messages);
    }

    /** Appends the bytes before one chunk, and returns them. */
    private ByteBuf header(ByteBuf headers, long position, ByteBuf chunk) {
        int start = headers.writerIndex();
        headers.writeZero(PREFIX_BYTES);
        layout.writeFields(headers, position, chunk);
        headers.writeByte(Wire.tag(layout.dataField(), Wire.LENGTH_DELIMITED));
        Wire.writeVarint(headers, chunk.readableBytes());
        int length = headers.writerIndex() - start;
        headers.setInt(start + 1, length - PREFIX_BYTES + chunk.readableBytes());
        return headers.slice(start, length);
    }
}
