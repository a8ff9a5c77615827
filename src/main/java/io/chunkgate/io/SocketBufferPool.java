package io.chunkgate.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Takes what sockets read into blocks of direct memory that are used again, one block after the other for all connections
 * of an event loop. Without it Vert.x copies each piece into a new array, and the JDK copies that once more on its way to
 * the disk.
 *
 * <p>A block is free again when all of its pieces were given back ({@link #release}); one that nobody gives back costs
 * the reuse of its block, no more.
 */
@Sharable
public final class SocketBufferPool extends ChannelInboundHandlerAdapter {
    private static final String NAME = "socket-blocks";
    private static final SocketBufferPool HANDLER = new SocketBufferPool();

    /** The one that is being filled, of each event loop. */
    private static final FastThreadLocal<@Nullable SocketBuffer> CURRENT = new FastThreadLocal<>();

    private SocketBufferPool() {}

    /**
     * Lets a connection use them, for good; called on its event loop. One that is closed has no use for them.
     *
     * @param before name of the handler that gets the pieces, as content of a body
     */
    public static void use(ChannelPipeline pipeline, String before) {
        if (pipeline.get(before) != null && pipeline.get(NAME) == null) {
            pipeline.addBefore(before, NAME, HANDLER);
        }
    }

    /**
     * Gives a piece back, once, that nobody looks at any more. Of a buffer that is made of pieces, all of them; of other
     * memory, nothing.
     */
    public static void release(Buffer data) {
        release(((BufferInternal) data).getByteBuf());
    }

    static void release(ByteBuf data) {
        if (data instanceof CompositeByteBuf parts) {
            for (int i = 0; i < parts.numComponents(); i++) {
                release(parts.internalComponent(i));
            }
        } else if (data.unwrap() != null) {
            release(data.unwrap());
        } else if (data instanceof SocketBuffer block) {
            block.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketBuffer block = message instanceof HttpContent content
                ? blockFor(content.content().readableBytes())
                : null;
        if (block != null && message instanceof HttpContent content) {
            context.fireChannelRead(content.replace(moved(content.content(), block)));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static ByteBuf moved(ByteBuf bytes, SocketBuffer block) {
        int start = block.writerIndex();
        int length = bytes.readableBytes();
        block.writeBytes(bytes);
        bytes.release();
        return block.retainedSlice(start, length);
    }

    /** A block with room for so many bytes, or null when they are to stay where they are. */
    static @Nullable SocketBuffer blockFor(int length) {
        SocketBuffer block = CURRENT.get();
        if (length == 0 || length > SocketBuffer.BYTES) {
            return null;
        }
        if (block != null && block.isWritable(length)) {
            return block;
        }
        if (block != null) {
            block.release();
        }
        SocketBuffer next = SocketBuffer.take();
        CURRENT.set(next);
        return next;
    }
}
