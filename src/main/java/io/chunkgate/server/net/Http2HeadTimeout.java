package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Closes a connection of HTTP/2 that begins a head and does not send the whole of it in time: the HEADERS frame and each
 * CONTINUATION up to the one with END_HEADERS (RFC 9113, section 6.10). Frames of other types have the same time, each by
 * itself, except for the content of DATA: uploads have limits of their own. Between frames only the idle timeout applies.
 *
 * <p>The handler lies ahead of Netty's decoder, which reports only whole frames. It reads the nine bytes of each frame header
 * and skips the payload by its length.
 */
final class Http2HeadTimeout extends HeadTimeout {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();
    /** Bytes of a frame header with length (24 bits), type and flags; the stream number follows. */
    private static final int DESCRIBING_BYTES = 5;

    private int prefaceBytes;
    /** Bytes of the current frame's header that have come; 0 between frames. */
    private int headerBytes;
    /** Length, type and flags of the current frame. */
    private long header;

    private int payloadLeft;
    private boolean awaitsContinuation;

    private Http2HeadTimeout(Deadline deadline) {
        super(deadline);
    }

    /** Adds the timeout to a connection before its first byte; it removes itself when the client does not speak HTTP/2. */
    static void add(ChannelPipeline pipeline, Listener listener, LimitsConfig limits, Rejections rejections) {
        if (limits.headTimeoutMs() > 0) {
            pipeline.addLast(new Http2HeadTimeout(new Deadline(listener, limits.headTimeoutMs(), rejections)));
        }
    }

    /** Removes the timeout from a connection of HTTP/1; adds it to one that was upgraded to HTTP/2. */
    static void settle(Channel connection, Listener listener, LimitsConfig limits, Rejections rejections) {
        ChannelPipeline pipeline = connection.pipeline();
        Http2HeadTimeout added = pipeline.get(Http2HeadTimeout.class);
        ChannelHandlerContext decoder = pipeline.context(Http2ConnectionHandler.class);
        if (decoder == null && added != null) {
            pipeline.remove(added);
        }
        if (decoder != null && added == null && limits.headTimeoutMs() > 0) {
            Deadline deadline = new Deadline(listener, limits.headTimeoutMs(), rejections);
            pipeline.addBefore(decoder.name(), null, new Http2HeadTimeout(deadline));
        }
    }

    /** Parses frame headers; passes the bytes on unchanged. An upgrade from HTTP/1 delivers its request as other messages. */
    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof ByteBuf bytes && !follow(bytes)) {
            connection.pipeline().remove(this);
        }
        connection.fireChannelRead(message);
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
            if (!isWithinHead()) {
                deadline.stop();
            }
        }
    }

    private void frameEnded() {
        if (type() == Http2FrameTypes.HEADERS || type() == Http2FrameTypes.CONTINUATION) {
            awaitsContinuation = (header & Http2Flags.END_HEADERS) == 0;
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

    private byte type() {
        return (byte) (header >> Byte.SIZE);
    }
}
