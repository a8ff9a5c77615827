package io.chunkgate.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP/2 connection without TLS for sequential requests. Interim responses are visible. It has no flow control: at most
 * 64 KiB can be transferred each way. Reads time out after 20 s.
 */
public final class RawHttp2 implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    /** The stream of the last request. */
    private int stream = -1;

    private record Frame(int type, int flags, byte[] payload) {}

    public RawHttp2(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** @param headers by name in lower case */
    public void sendHead(String method, String path, Map<String, String> headers) throws Exception {
        Http2Headers fields = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("localhost");
        headers.forEach(fields::add);
        stream += 2;
        ByteBuf block = Unpooled.buffer();
        encoder.encodeHeaders(stream, fields, block);
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        send(HEADERS, END_HEADERS, stream, bytes);
    }

    /** Sends a part of the body, of at most 16 KiB. */
    public void sendBody(byte[] bytes, boolean last) throws IOException {
        send(DATA, last ? END_STREAM : 0, stream, bytes);
    }

    /** Sends bytes of frames, which may be incomplete. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The stream of the last request. */
    public int stream() {
        return stream;
    }

    /** Reads the next response; the body of a final one to its end. */
    public RawHttp.Reply read() throws Exception {
        Frame head = next();
        Map<String, String> headers = headers(head);
        int status = Integer.parseInt(headers.getOrDefault(":status", "0"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean ended = status < 200 || (head.flags() & END_STREAM) != 0;
        while (!ended) {
            Frame frame = next();
            if (frame.type() == HEADERS) {
                headers.putAll(headers(frame));
            } else {
                body.write(frame.payload());
            }
            ended = (frame.flags() & END_STREAM) != 0;
        }
        return new RawHttp.Reply(status, headers, body.toByteArray());
    }

    /** Waits until the connection ends or the stream is reset. */
    public boolean isEnded() {
        try {
            while (true) {
                next();
            }
        } catch (IOException over) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Map<String, String> headers(Frame frame) throws Http2Exception {
        ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
        block.skipBytes((frame.flags() & PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
        Http2Headers fields = decoder.decodeHeaders(stream, block);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(
                field -> headers.put(field.getKey().toString(), field.getValue().toString()));
        return headers;
    }

    /** The next frame of the request's stream. */
    private Frame next() throws IOException {
        while (true) {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int streamId = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == RESET && streamId == stream) {
                throw new IOException("the stream was reset");
            }
            if (type == SETTINGS && (flags & ACK) == 0) {
                send(SETTINGS, ACK, 0, new byte[0]);
            }
            if (streamId == stream && (type == DATA || type == HEADERS)) {
                return new Frame(type, flags, payload);
            }
        }
    }

    private void send(int type, int flags, int streamId, byte[] payload) throws IOException {
        ByteBuf frame = Unpooled.buffer()
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(streamId)
                .writeBytes(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.readableBytes());
    }
}
