package io.chunkgate.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/2 connection (RFC 9113) on which the test decides about every stream: several at once by {@link #open}, or one
 * after another by {@link #sendHead}. Interim responses are visible. One thread reads and writes; frames arrive while it
 * waits for something, for 20 s at most.
 *
 * <p>The connection's window is returned as data arrives, whatever their stream; that of a stream as well, unless the stream
 * is stalled.
 */
public final class RawHttp2 implements AutoCloseable {
    /** The windows of RFC 9113, until settings and updates change them. */
    public static final int DEFAULT_WINDOW = 65_535;
    /** The last stream of the first GOAWAY of a server that stops gracefully (section 6.8). */
    public static final int ANY_STREAM = Integer.MAX_VALUE;

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int FRAME_BYTES = 16 * 1024;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int CANCEL = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    private final Map<Integer, RawHttp2Stream> streams = new HashMap<>();
    private final Map<Integer, Long> settings = new HashMap<>();
    private final List<GoAway> goAways = new ArrayList<>();
    private int nextStream = 1;
    private RawHttp2Stream last;
    private long sendWindow = DEFAULT_WINDOW;
    /** Bytes that are not returned, so that the connection's window becomes smaller than it is at the start. */
    private long withheld;

    /** A GOAWAY frame: the last stream that the server may process, and an error code, 0 for none. */
    public record GoAway(int lastStream, long error) {}

    public RawHttp2(int port) throws IOException {
        this(new Socket("127.0.0.1", port), DEFAULT_WINDOW);
    }

    /** @param window what the server may send ahead, on each stream and on the connection */
    public RawHttp2(int port, int window) throws IOException {
        this(new Socket("127.0.0.1", port), window);
    }

    /** As {@link #RawHttp2(int, int)}, with TLS; any certificate is accepted. */
    public static RawHttp2 secured(int port, int window) throws Exception {
        return new RawHttp2(securedSocket(port), window);
    }

    /** @param socket connected, after the TLS handshake if there is one; closed with this connection */
    private RawHttp2(Socket socket, int window) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, window));
        withheld = Math.max(0, DEFAULT_WINDOW - window);
        if (window > DEFAULT_WINDOW) {
            updateWindow(0, window - DEFAULT_WINDOW);
        }
    }

    /** A socket that has negotiated HTTP/2 with TLS; any certificate is accepted. */
    public static SSLSocket securedSocket(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Opens a stream with the headers of a request, by name in lower case. */
    public RawHttp2Stream open(String method, String path, Map<String, String> headers) throws IOException {
        return open(method, path, headers, false);
    }

    /** Sends a request without a body. */
    public RawHttp2Stream request(String method, String path, Map<String, String> headers) throws IOException {
        return open(method, path, headers, true);
    }

    private RawHttp2Stream open(String method, String path, Map<String, String> headers, boolean whole)
            throws IOException {
        int id = nextStream;
        nextStream += 2;
        last = new RawHttp2Stream(this, id, initialWindow());
        streams.put(id, last);
        sendHeaders(id, block(id, method, path, headers), whole);
        return last;
    }

    /** As {@link #open}, for requests one after another. */
    public void sendHead(String method, String path, Map<String, String> headers) throws IOException {
        open(method, path, headers);
    }

    /** Sends a part of the body of the last request. */
    public void sendBody(byte[] bytes, boolean end) throws IOException {
        last.send(bytes, end);
    }

    /** Sends bytes of frames, which may be incomplete. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The stream of the last request. */
    public int stream() {
        return last.id();
    }

    /** Reads the next response to the last request; the body of a final one to its end. */
    public RawHttp.Reply read() throws IOException {
        return last.read();
    }

    /** Waits until the connection ends or the stream of the last request is reset. */
    public boolean isEnded() {
        try {
            await(() -> last.isReset());
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException over) {
            return true;
        }
    }

    /** Waits for frames until a condition holds; fails after 20 s. */
    public void await(BooleanSupplier condition) throws IOException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS)) {
                throw new SocketTimeoutException("still waiting on " + this);
            }
            if (!poll(TIMEOUT_MILLIS)) {
                throw new SocketTimeoutException("no frame on " + this);
            }
        }
    }

    /** Waits for the next frame, or for the time; false if none arrived. */
    public boolean poll(int millis) throws IOException {
        socket.setSoTimeout(millis);
        int first;
        try {
            first = in.readUnsignedByte();
        } catch (SocketTimeoutException none) {
            return false;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
        receive(first);
        return true;
    }

    /** Waits for a setting of the server; 0 if it announced others only. */
    public long setting(int id) throws IOException {
        await(() -> !settings.isEmpty());
        return settings.getOrDefault(id, 0L);
    }

    /** The GOAWAY frames so far, in their order. */
    public List<GoAway> goAways() {
        return goAways;
    }

    /** What may be sent on all streams together before the server extends it. */
    public long sendWindow() {
        return sendWindow;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return "connection with windows " + sendWindow + " and " + streams.values() + ", GOAWAYs " + goAways;
    }

    /** Sends what both windows and one frame allow, and returns how much that was. */
    int sendData(RawHttp2Stream stream, byte[] bytes, int offset, boolean end) throws IOException {
        long window = Math.max(0, Math.min(sendWindow, stream.sendWindow()));
        int length = (int) Math.min(Math.min(window, FRAME_BYTES), bytes.length - offset);
        boolean whole = offset + length == bytes.length;
        if (length > 0 || (end && whole)) {
            sendWindow -= length;
            byte[] payload = Arrays.copyOfRange(bytes, offset, offset + length);
            send(DATA, end && whole ? END_STREAM : 0, stream.id(), payload);
        }
        return length;
    }

    /** Resets a stream. */
    void reset(int stream) throws IOException {
        send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    /** Allows the server to send more on a stream; 0 is the connection. */
    void updateWindow(int stream, int byteCount) throws IOException {
        send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(byteCount).array());
    }

    private byte[] block(int stream, String method, String path, Map<String, String> headers) throws IOException {
        Http2Headers fields = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("localhost");
        headers.forEach(fields::add);
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, fields, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    private void sendHeaders(int stream, byte[] block, boolean endStream) throws IOException {
        int type = HEADERS;
        int flags = endStream ? END_STREAM : 0;
        for (int start = 0; start < block.length; start += FRAME_BYTES) {
            int end = Math.min(block.length, start + FRAME_BYTES);
            send(
                    type,
                    end == block.length ? flags | END_HEADERS : flags,
                    stream,
                    Arrays.copyOfRange(block, start, end));
            type = CONTINUATION;
            flags = 0;
        }
    }

    /** Reads a frame whose first byte was read. */
    private void receive(int firstByte) throws IOException {
        int length = firstByte << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        byte[] payload = in.readNBytes(length);
        ByteBuffer fields = ByteBuffer.wrap(payload);
        switch (type) {
            case DATA -> receiveData(streams.get(id), payload, (flags & END_STREAM) != 0);
            case HEADERS -> receiveHeaders(id, flags, payload);
            case RST_STREAM -> streams.get(id).receiveReset(fields.getInt());
            case SETTINGS -> receiveSettings((flags & ACK) != 0, fields);
            case PING -> acknowledgePing((flags & ACK) != 0, payload);
            case GOAWAY -> goAways.add(new GoAway(fields.getInt(), Integer.toUnsignedLong(fields.getInt())));
            case WINDOW_UPDATE -> receiveWindow(id, fields.getInt());
            default -> {} // Nothing else concerns these tests.
        }
    }

    private void receiveData(RawHttp2Stream stream, byte[] payload, boolean end) throws IOException {
        long returned = Math.max(0, payload.length - withheld);
        withheld -= payload.length - returned;
        if (returned > 0) {
            updateWindow(0, (int) returned);
        }
        stream.receiveData(payload, end);
    }

    /** Header blocks of responses fit into one frame. */
    private void receiveHeaders(int id, int flags, byte[] payload) throws IOException {
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        block.skipBytes((flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            decoder.decodeHeaders(id, block)
                    .forEach(field -> headers.put(
                            field.getKey().toString(), field.getValue().toString()));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        streams.get(id).receiveHeaders(headers, (flags & END_STREAM) != 0);
    }

    private void receiveSettings(boolean acknowledgement, ByteBuffer fields) throws IOException {
        if (acknowledgement) {
            return;
        }
        long before = initialWindow();
        while (fields.hasRemaining()) {
            settings.put((int) fields.getShort(), Integer.toUnsignedLong(fields.getInt()));
        }
        streams.values().forEach(stream -> stream.extendSendWindow(initialWindow() - before));
        send(SETTINGS, ACK, 0, new byte[0]);
    }

    private void acknowledgePing(boolean acknowledgement, byte[] payload) throws IOException {
        if (!acknowledgement) {
            send(PING, ACK, 0, payload);
        }
    }

    private void receiveWindow(int id, int byteCount) {
        if (id == 0) {
            sendWindow += byteCount;
        } else {
            streams.get(id).extendSendWindow(byteCount);
        }
    }

    private long initialWindow() {
        return settings.getOrDefault(INITIAL_WINDOW_SIZE, (long) DEFAULT_WINDOW);
    }

    private static byte[] setting(int id, int value) {
        return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
    }

    private void send(int type, int flags, int streamId, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 9);
        frame.write(payload.length >>> 16);
        frame.write(payload.length >>> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(ByteBuffer.allocate(4).putInt(streamId).array());
        frame.writeBytes(payload);
        send(frame.toByteArray());
    }
}
