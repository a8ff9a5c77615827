package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.transfer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.vertx.core.Vertx;

/**
 * Closes a connection of HTTP/2 that begins a head and does not send the whole of it in time, or for whose head the memory
 * budget has no room. A head is the HEADERS frame and each CONTINUATION up to the one with END_HEADERS (RFC 9113, section
 * 6.10). Frames of other types have the same time, each by itself, except for the content of DATA: uploads have limits of their
 * own. Between frames only the idle timeout applies.
 *
 * <p>The handler lies ahead of Netty's decoder, which reports only whole frames. It reads the nine bytes of each frame header
 * and skips the payload by its length.
 */
final class Http2HeadTimeout extends HeadTimeout {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();
    /** Bytes of a frame header with length (24 bits), type and flags; the stream number follows. */
    private static final int DESCRIBING_BYTES = 5;
    /** A larger head is counted against the memory budget. */
    private static final int FREE_BYTES = 16 * 1024;

    private final Listener listener;
    private final Rejections rejections;
    private final MemoryBudget.Share memory;
    private int prefaceBytes;
    /** Bytes of the current frame's header that have come; 0 between frames. */
    private int headerBytes;
    /** Length, type and flags of the current frame. */
    private long header;

    private int payloadLeft;
    private boolean awaitsContinuation;
    private boolean lacksMemory;

    private Http2HeadTimeout(Vertx vertx, Listener listener, LimitsConfig limits) {
        super(new Deadline(listener, limits.headTimeoutMs(), Rejections.of(vertx)));
        this.listener = listener;
        this.rejections = Rejections.of(vertx);
        this.memory = MemoryBudget.of(vertx).open(FREE_BYTES);
    }

    /** Adds the handler to a connection before its first byte; it removes itself when the client does not speak HTTP/2. */
    static void add(ChannelPipeline pipeline, Vertx vertx, Listener listener, LimitsConfig limits) {
        pipeline.addLast(new Http2HeadTimeout(vertx, listener, limits));
    }

    /** Removes the handler from a connection of HTTP/1; adds it to one that was upgraded to HTTP/2. */
    static void settle(Channel connection, Vertx vertx, Listener listener, LimitsConfig limits) {
        ChannelPipeline pipeline = connection.pipeline();
        Http2HeadTimeout added = pipeline.get(Http2HeadTimeout.class);
        ChannelHandlerContext decoder = pipeline.context(Http2ConnectionHandler.class);
        if (decoder == null && added != null) {
            pipeline.remove(added);
        }
        if (decoder != null && added == null) {
            pipeline.addBefore(decoder.name(), null, new Http2HeadTimeout(vertx, listener, limits));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        super.handlerRemoved(connection);
        memory.close();
    }

    /** Parses frame headers; passes the bytes on unchanged. An upgrade from HTTP/1 delivers its request as other messages. */
    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof ByteBuf bytes && !follow(bytes)) {
            connection.pipeline().remove(this);
        }
        if (lacksMemory) {
            refuse(connection);
        }
        connection.fireChannelRead(message);
    }

    private void refuse(ChannelHandlerContext connection) {
        lacksMemory = false;
        rejections.connection(
                listener.label(),
                Rejections.Reason.TOO_MUCH,
                ClientAddress.peer(connection.channel()),
                "no memory for a head of more than " + FREE_BYTES + " bytes");
        connection.close();
    }

    /** Starts the timer only when a read ends within a head; most end between frames or within DATA. */
    @Override
    public void channelReadComplete(ChannelHandlerContext connection) {
        if (isWithinHead() && !deadline.isRunning() && !HandshakeTimeout.isRunning(connection.channel())) {
            deadline.start(connection);
        }
        connection.fireChannelReadComplete();
    }

    /** Returns false once the bytes are not HTTP/2. */
    private boolean follow(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int at = bytes.readerIndex();
        while (at < end && prefaceBytes < PREFACE.readableBytes()) {
            if (bytes.getByte(at++) != PREFACE.getByte(prefaceBytes++)) {
                return false;
            }
        }
        while (at < end) {
            if (headerBytes < Http2CodecUtil.FRAME_HEADER_LENGTH) {
                header(bytes.getByte(at++));
            } else {
                int skipped = Math.min(payloadLeft, end - at);
                payloadLeft -= skipped;
                at += skipped;
            }
            if (headerBytes == Http2CodecUtil.FRAME_HEADER_LENGTH && payloadLeft == 0) {
                frameEnded();
            }
        }
        return true;
    }

    private void header(byte next) {
        headerBytes++;
        if (headerBytes <= DESCRIBING_BYTES) {
            header = (header << Byte.SIZE) | (next & 0xff);
        }
        if (headerBytes == Http2CodecUtil.FRAME_HEADER_LENGTH) {
            payloadLeft = (int) (header >> (2 * Byte.SIZE));
            lacksMemory |= isHead() && !memory.tryReserve(payloadLeft);
            if (!isWithinHead()) {
                deadline.stop();
            }
        }
    }

    private void frameEnded() {
        if (isHead()) {
            awaitsContinuation = (header & Http2Flags.END_HEADERS) == 0;
            memory.unreserve(awaitsContinuation ? 0 : memory.reserved());
        }
        headerBytes = 0;
        header = 0;
        if (!awaitsContinuation) {
            deadline.stop();
        }
    }

    /** Whether a preface, a frame or a head has begun and is incomplete. */
    private boolean isWithinHead() {
        boolean isWithinPreface = prefaceBytes > 0 && prefaceBytes < PREFACE.readableBytes();
        boolean isWithinFrame = headerBytes > 0;
        boolean isWithinData = headerBytes == Http2CodecUtil.FRAME_HEADER_LENGTH && type() == Http2FrameTypes.DATA;
        return isWithinPreface || awaitsContinuation || (isWithinFrame && !isWithinData);
    }

    private boolean isHead() {
        return type() == Http2FrameTypes.HEADERS || type() == Http2FrameTypes.CONTINUATION;
    }

    private byte type() {
        return (byte) (header >> Byte.SIZE);
    }
}
