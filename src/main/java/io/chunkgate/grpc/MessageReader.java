package io.chunkgate.grpc;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Splits a body into its length-prefixed messages, which are slices of the received buffers: nothing is copied. {@link
 * PrefixCheck} has refused compressed messages before.
 */
final class MessageReader {
    private static final int PREFIX_BYTES = 5;
    private static final int MAX_BUFFERS = 1024;

    private final int maxMessageSize;
    private final ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES, PREFIX_BYTES);
    private @Nullable CompositeByteBuf message;
    private int missing;

    /** @param maxMessageSize in bytes, without the prefix */
    MessageReader(int maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Takes a part of the body.
     *
     * @param messages gets each message that is complete
     * @throws GrpcException when a message is too large
     */
    void read(Buffer data, Consumer<ByteBuf> messages) {
        ByteBuf bytes = VertxInternals.byteBuf(data);
        while (bytes.isReadable()) {
            CompositeByteBuf begun = message;
            if (begun == null) {
                readPrefix(bytes);
            } else {
                begun.addComponent(true, take(bytes));
            }
            if (message != null && missing == 0) {
                messages.accept(message);
                message = null;
            }
        }
    }

    /** Whether the body ended within a message. */
    boolean isTruncated() {
        return message != null || prefix.isReadable();
    }

    private void readPrefix(ByteBuf bytes) {
        bytes.readBytes(prefix, Math.min(prefix.writableBytes(), bytes.readableBytes()));
        if (prefix.isWritable()) {
            return;
        }
        long length = prefix.getUnsignedInt(1);
        if (length > maxMessageSize) {
            throw GrpcException.messageTooLarge();
        }
        missing = (int) length;
        message = Unpooled.compositeBuffer(MAX_BUFFERS);
        prefix.clear();
    }

    private ByteBuf take(ByteBuf bytes) {
        ByteBuf slice = bytes.readSlice(Math.min(missing, bytes.readableBytes()));
        missing -= slice.readableBytes();
        return slice;
    }
}
