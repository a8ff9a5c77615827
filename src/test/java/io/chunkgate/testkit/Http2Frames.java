package io.chunkgate.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames (RFC 9113) of malicious clients: by the thousand, or incomplete. */
public final class Http2Frames {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int CANCEL = 8;
    /** In HPACK's static table: GET, http, /; and an authority. */
    private static final byte[] GET_REQUEST = {
        (byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 0x09, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'
    };

    private static final byte[] NOTHING = {};

    private Http2Frames() {}

    /** The connection preface. */
    public static byte[] preface() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
        frame(bytes, SETTINGS, 0, 0, NOTHING);
        return array(bytes);
    }

    /** Empty SETTINGS frames. */
    public static byte[] settings(int count) {
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            frame(bytes, SETTINGS, 0, 0, NOTHING);
        }
        return array(bytes);
    }

    public static byte[] pings(int count) {
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            frame(bytes, PING, 0, 0, new byte[8]);
        }
        return array(bytes);
    }

    /** The first requests of a connection, each cancelled by the next frame. */
    public static byte[] cancelledRequests(int count) {
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            int stream = 2 * i + 1;
            frame(bytes, HEADERS, END_STREAM_AND_HEADERS, stream, GET_REQUEST);
            frame(bytes, RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
        }
        return array(bytes);
    }

    /** The first HEADERS frame of a request, without END_HEADERS. */
    public static byte[] headToBeContinued(int stream) {
        ByteBuf bytes = Unpooled.buffer();
        frame(bytes, HEADERS, END_STREAM, stream, GET_REQUEST);
        return array(bytes);
    }

    /**
     * A part of a head that is to be continued; its content is not valid.
     *
     * @param first whether it is in a HEADERS frame, otherwise in CONTINUATION
     */
    public static byte[] headPart(int stream, boolean first, int length) {
        ByteBuf bytes = Unpooled.buffer();
        frame(bytes, first ? HEADERS : CONTINUATION, 0, stream, new byte[length]);
        return array(bytes);
    }

    /** The last DATA frame of a request. */
    public static byte[] lastData(int stream, byte[] content) {
        ByteBuf bytes = Unpooled.buffer();
        frame(bytes, DATA, END_STREAM, stream, content);
        return array(bytes);
    }

    private static void frame(ByteBuf bytes, int type, int flags, int stream, byte[] payload) {
        bytes.writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }

    private static byte[] array(ByteBuf bytes) {
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array);
        return array;
    }
}
