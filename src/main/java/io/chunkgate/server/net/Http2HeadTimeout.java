package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.server.Listener;
import io.chunkgate.transfer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Closes a connection of HTTP/2 that begins a head and does not send the whole of it in time, however it dribbles it: the
 * frame HEADERS and each CONTINUATION up to the one with END_HEADERS (RFC 9113, section 6.10), which nothing else may come
 * between. Frames of other types are short and bounded alike, each by itself, but for the content of DATA: an upload is as
 * slow as its client, and has limits of its own. Between frames a connection may be silent for as long as the idle timeout
 * lets it.
 *
 * <p>It lies ahead of Netty's decoder, which tells nobody of frames before they are whole, and looks at the nine bytes that
 * each frame begins with. What follows them is skipped by its length, so that a large upload costs what its frames do, and
 * not its bytes.
 */
final class Http2HeadTimeout extends ChannelInboundHandlerAdapter {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();
    /** Of the bytes ahead of a payload, those with its length (24 bits), its type and its flags; the stream comes last. */
    private static final int DESCRIBING_BYTES = 5;

    private final Deadline deadline;
    private int prefaceBytes;
    /** Of the frame that comes now; 0 between frames. */
    private int headerBytes;
    /** Length, type and flags, as they came. */
    private long header;

    private int payloadLeft;
    private boolean awaitsContinuation;

    private Http2HeadTimeout(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Adds one to a connection of which no byte was read yet; it goes by itself when they are not those of HTTP/2. */
    static void add(ChannelPipeline pipeline, Listener listener, LimitsConfig limits, Rejections rejections) {
        if (limits.headTimeoutMs() > 0) {
            pipeline.addLast(new Http2HeadTimeout(new Deadline(listener, limits.headTimeoutMs(), rejections)));
        }
    }

    /** Leaves none where HTTP/1 is spoken now, and adds one where that was upgraded to HTTP/2. */
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

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        deadline.stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        deadline.stop();
        connection.fireChannelInactive();
    }

    /** Looks at the bytes and leaves them as they are. An upgrade of HTTP/1 brings its request as other messages. */
    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof ByteBuf bytes && !follow(bytes)) {
            connection.pipeline().remove(this);
        }
        connection.fireChannelRead(message);
    }

    /** Most reads end between frames or within DATA: only for the others a timer is set. */
    @Override
    public void channelReadComplete(ChannelHandlerContext connection) {
        if (isWithinHead() && !deadline.isRunning() && !HandshakeTimeout.isRunning(connection.channel())) {
            deadline.start(connection);
        }
        connection.fireChannelReadComplete();
    }

    /** Returns whether this is HTTP/2, as far as can be seen. */
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

    /** Whether something was begun that has to become whole. */
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
