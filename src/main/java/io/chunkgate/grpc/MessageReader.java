package io.chunkgate.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a body into its length-prefixed messages, which are made of slices of what was received: nothing is copied. That
 * messages are not compressed was looked at before ({@link PrefixCheck}).
 */
final class MessageReader {
    private static final int PREFIX_BYTES = 5;
    private static final int MAX_PARTS = 1024;

    private final int maxMessageSize;
    private final ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES, PREFIX_BYTES);
    private @Nullable CompositeByteBuf message;
    private int missing;

    /** @param maxMessageSize in bytes, without the prefix */
    MessageReader(int maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Takes a piece of the body.
     *
     * @param messages gets each message that is complete with it
     * @throws GrpcError when a message begins that is too large
     */
    void read(Buffer part, Consumer<ByteBuf> messages) {
        ByteBuf bytes = ((BufferInternal) part).getByteBuf();
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
    boolean isCutOff() {
        return message != null || prefix.isReadable();
    }

    private void readPrefix(ByteBuf bytes) {
        bytes.readBytes(prefix, Math.min(prefix.writableBytes(), bytes.readableBytes()));
        if (prefix.isWritable()) {
            return;
        }
        long length = prefix.getUnsignedInt(1);
        if (length > maxMessageSize) {
            throw GrpcError.messageTooLarge();
        }
        missing = (int) length;
        message = Unpooled.compositeBuffer(MAX_PARTS);
        prefix.clear();
    }

    private ByteBuf take(ByteBuf bytes) {
        ByteBuf part = bytes.readSlice(Math.min(missing, bytes.readableBytes()));
        missing -= part.readableBytes();
        return part;
    }
}
