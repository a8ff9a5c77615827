package io.chunkgate.io;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies what sockets read into pooled blocks of direct memory; all connections of an event loop fill the same block. Without
 * the pool Vert.x copies each buffer to a new heap array, and the JDK copies that again when it is written to disk.
 *
 * <p>A block returns to the pool when all of its slices are released ({@link #release}). The garbage collector frees a block
 * with a slice that is never released.
 */
@Sharable
public final class SocketBufferPool extends ChannelInboundHandlerAdapter {
    private static final String NAME = "socket-buffer-pool";
    private static final SocketBufferPool HANDLER = new SocketBufferPool();

    /** The block that the event loop is filling. */
    private static final FastThreadLocal<@Nullable SocketBuffer> CURRENT = new FastThreadLocal<>();

    private SocketBufferPool() {}

    /**
     * Adds the pool to the pipeline of a connection, unless the connection is closed. Called on its event loop.
     *
     * @param before name of the handler that gets the slices, as content of a body
     */
    public static void use(ChannelPipeline pipeline, String before) {
        if (pipeline.get(before) != null && pipeline.get(NAME) == null) {
            pipeline.addBefore(before, NAME, HANDLER);
        }
    }

    /** Releases a pooled buffer; call once. A composite releases every component; other buffers are ignored. */
    public static void release(Buffer data) {
        release(VertxInternals.byteBuf(data));
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
            context.fireChannelRead(content.replace(copy(content.content(), block)));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static ByteBuf copy(ByteBuf bytes, SocketBuffer block) {
        int start = block.writerIndex();
        int length = bytes.readableBytes();
        block.writeBytes(bytes);
        bytes.release();
        return block.retainedSlice(start, length);
    }

    /** Returns a block with room for so many bytes, or null when they are not to be copied. */
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
