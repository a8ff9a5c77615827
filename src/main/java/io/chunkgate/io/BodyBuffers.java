package io.chunkgate.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;

/**
 * Copies the bodies of HTTP/1 requests into blocks of the {@link BufferPool}. Without it Vert.x copies each buffer to a new
 * heap array, and the JDK copies that again when it is written to disk. The receiver releases the buffers.
 */
public final class BodyBuffers extends ChannelInboundHandlerAdapter {
    private static final String NAME = "body-buffers";

    private final SocketBlock blocks;

    private BodyBuffers(SocketBlock blocks) {
        this.blocks = blocks;
    }

    /**
     * Adds the handler to a connection, unless that is closed. Called on its event loop.
     *
     * @param before name of the handler that gets the bodies
     */
    public static void use(BufferPool pool, ChannelPipeline pipeline, String before) {
        if (pipeline.get(before) != null && pipeline.get(NAME) == null) {
            SocketBlock blocks = pool.socketBlock(pipeline.channel().eventLoop());
            pipeline.addBefore(before, NAME, new BodyBuffers(blocks));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf block = message instanceof HttpContent content
                ? blocks.withRoomFor(content.content().readableBytes())
                : null;
        if (block != null && message instanceof HttpContent content) {
            context.fireChannelRead(content.replace(copy(content.content(), block)));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static ByteBuf copy(ByteBuf bytes, ByteBuf block) {
        int start = block.writerIndex();
        int length = bytes.readableBytes();
        block.writeBytes(bytes);
        bytes.release();
        return block.retainedSlice(start, length);
    }
}
