package io.chunkgate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;

/**
 * Announces smaller limits to HTTP/2 clients than Netty enforces: the first SETTINGS frame gets other values on its way to the
 * socket. A client that exceeds one of them by a little is then refused by request ({@link StreamAdmission},
 * {@link HeaderListSize}). Netty would end the whole connection.
 */
final class AnnouncedSettings extends ChannelOutboundHandlerAdapter {
    static final long MAX_STREAMS = HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS;
    /** A header list of up to so many times the announced size is decoded. */
    private static final long DECODED_FACTOR = 4;

    private static final int TYPE_INDEX = 3;

    private final long maxHeaderListSize;

    private AnnouncedSettings(long maxHeaderListSize) {
        this.maxHeaderListSize = maxHeaderListSize;
    }

    /** Sets what Netty enforces. */
    static void enforce(HttpServerOptions options, int maxHeaderSize) {
        options.setMaxHeaderSize(maxHeaderSize);
        Http2Settings settings = options.getInitialSettings();
        settings.setMaxConcurrentStreams(Integer.MAX_VALUE).setMaxHeaderListSize(DECODED_FACTOR * maxHeaderSize);
    }

    /** Adds the handler to a connection before its first byte; it removes itself after the frame. */
    static void add(ChannelPipeline pipeline, HttpServerOptions options) {
        pipeline.addLast(new AnnouncedSettings(options.getMaxHeaderSize()));
    }

    /** Removes the handler from a connection that is not one of HTTP/2. */
    static void remove(ChannelPipeline pipeline) {
        if (pipeline.get(AnnouncedSettings.class) != null) {
            pipeline.remove(AnnouncedSettings.class);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf frame && isSettings(frame)) {
            announce(frame);
            context.pipeline().remove(this);
        }
        context.write(message, promise);
    }

    /** The response that precedes the frame after an upgrade from HTTP/1 has another length at its start. */
    private static boolean isSettings(ByteBuf frame) {
        int payload = frame.readableBytes() - Http2CodecUtil.FRAME_HEADER_LENGTH;
        return payload >= 0
                && frame.getUnsignedMedium(frame.readerIndex()) == payload
                && frame.getByte(frame.readerIndex() + TYPE_INDEX) == Http2FrameTypes.SETTINGS;
    }

    /** Each entry has an identifier of two bytes and a value of four (RFC 9113, section 6.5.1). */
    private void announce(ByteBuf frame) {
        int entry = frame.readerIndex() + Http2CodecUtil.FRAME_HEADER_LENGTH;
        for (; entry < frame.writerIndex(); entry += Http2CodecUtil.SETTING_ENTRY_LENGTH) {
            switch (frame.getUnsignedShort(entry)) {
                case Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS -> setValue(frame, entry, MAX_STREAMS);
                case Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE -> setValue(frame, entry, maxHeaderListSize);
                default -> {}
            }
        }
    }

    private static void setValue(ByteBuf frame, int entry, long value) {
        frame.setInt(entry + Short.BYTES, (int) value);
    }
}
