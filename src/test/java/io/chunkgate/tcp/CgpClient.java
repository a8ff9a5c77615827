package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.Ack;
import io.chunkgate.cgp.Done;
import io.chunkgate.cgp.DownloadAccept;
import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameParser;
import io.chunkgate.cgp.FrameReceiver;
import io.chunkgate.cgp.FrameReceiver.Integrity;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.cgp.Welcome;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/** A client that sends the frames of a test and reads the replies one by one. */
final class CgpClient implements AutoCloseable {
    static final int NO_TRANSFER = 0;

    private final TcpClient socket;

    private CgpClient(TcpClient socket) {
        this.socket = socket;
    }

    /** Connects and sends the preamble, but not HELLO. */
    static CgpClient connect(int port) throws IOException {
        return of(TcpClient.connect(port));
    }

    static CgpClient of(TcpClient socket) throws IOException {
        CgpClient client = new CgpClient(socket);
        client.raw(Preamble.bytes());
        return client;
    }

    TcpClient socket() {
        return socket;
    }

    CgpClient raw(Buffer bytes) throws IOException {
        socket.send(bytes.getBytes());
        return this;
    }

    CgpClient send(Frame frame) throws IOException {
        return raw(frame.encode());
    }

    CgpClient send(FrameType type, int transfer, long offset, String json) throws IOException {
        return send(Frame.of(type, transfer, offset, 0, Buffer.buffer(json)));
    }

    /** JSON, written with single quotes. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    Welcome hello() throws IOException {
        send(FrameType.HELLO, NO_TRANSFER, 0, json("{'client':'test/1'}"));
        return Welcome.decode(expect(FrameType.WELCOME, NO_TRANSFER).payload());
    }

    CgpClient put(int transfer, String json) throws IOException {
        return send(FrameType.PUT, transfer, 0, json(json));
    }

    CgpClient get(int transfer, long offset, String json) throws IOException {
        return send(FrameType.GET, transfer, offset, json(json));
    }

    CgpClient chunk(int transfer, long offset, byte[] data) throws IOException {
        return send(Frame.chunk(transfer, offset, 0, Buffer.buffer(data)));
    }

    CgpClient chunk(int transfer, long offset, long sequence, byte[] data) throws IOException {
        return send(Frame.chunk(transfer, offset, sequence, Buffer.buffer(data)));
    }

    CgpClient commit(int transfer, long size) throws IOException {
        return send(FrameType.COMMIT, transfer, size, "{}");
    }

    CgpClient ack(int transfer, long taken, long credit) throws IOException {
        return send(Frame.of(FrameType.ACK, transfer, taken, 0, new Ack(0, credit).encode()));
    }

    /** The next frame, checked. */
    Frame read() throws IOException {
        DataInputStream in = socket.in();
        byte[] head = new byte[FrameHeader.BYTES];
        in.readFully(head);
        FrameHeader header = FrameHeader.decode(Buffer.buffer(head));
        byte[] payload = new byte[Math.toIntExact(header.payloadLength())];
        in.readFully(payload);
        Received received = new Received();
        FrameParser parser = new FrameParser(received);
        parser.feed(Buffer.buffer(head));
        parser.feed(Buffer.buffer(payload));
        boolean headerOnly = header.flags() == FrameHeader.HEADER_ONLY_CRC;
        assertThat(received.integrity)
                .as("checksum of %s", header)
                .isIn(Integrity.WHOLE, headerOnly ? Integrity.HEADER : Integrity.WHOLE);
        return received.frame;
    }

    /** The next frame that is not an ACK. */
    Frame readPastAcks() throws IOException {
        Frame frame = read();
        while (type(frame) == FrameType.ACK) {
            frame = read();
        }
        return frame;
    }

    static FrameType type(Frame frame) {
        return FrameType.of(frame.header().type()).orElseThrow();
    }

    Frame expect(FrameType type, int transfer) throws IOException {
        return require(type == FrameType.ACK ? read() : readPastAcks(), type, transfer);
    }

    private static Frame require(Frame frame, FrameType type, int transfer) {
        assertThat(type(frame)).as("%s", frame.payload()).isEqualTo(type);
        assertThat(frame.transfer()).isEqualTo(transfer);
        return frame;
    }

    /** Expects an ERROR, and returns its frame. */
    Frame expectError(int transfer, ErrorCode code, boolean isFinal) throws IOException {
        return requireError(readPastAcks(), transfer, code, isFinal);
    }

    /** Requires that a frame is such an ERROR, and returns it. */
    static Frame requireError(Frame received, int transfer, ErrorCode code, boolean isFinal) {
        Frame frame = require(received, FrameType.ERROR, transfer);
        ErrorMessage message = ErrorMessage.decode(frame.payload());
        assertThat(message.code()).as(message.message()).isEqualTo(code);
        assertThat(message.isFinal()).as(message.message()).isEqualTo(isFinal);
        assertThat(message.message()).isNotBlank();
        return frame;
    }

    /** Expects the ERROR that ends the session, and a graceful close. */
    void expectEnd(ErrorCode code) throws IOException {
        expectError(NO_TRANSFER, code, true);
        expectClosed();
    }

    void expectClosed() throws IOException {
        assertThat(socket.in().read()).as("the end of the stream").isEqualTo(-1);
    }

    /** Sends a PING; when its PONG comes, all frames before it have been handled. */
    CgpClient ping() throws IOException {
        send(Frame.of(FrameType.PING, NO_TRANSFER, 7, 9, Buffer.buffer("echo")));
        Frame pong = expect(FrameType.PONG, NO_TRANSFER);
        assertThat(pong.offset()).isEqualTo(7);
        assertThat(pong.sequence()).isEqualTo(9);
        assertThat(pong.payload()).isEqualTo(Buffer.buffer("echo"));
        return this;
    }

    /** Sends PUT and expects ACCEPT. */
    UploadAccept begin(int transfer, String json) throws IOException {
        put(transfer, json);
        return UploadAccept.decode(expect(FrameType.ACCEPT, transfer).payload());
    }

    /** Uploads a file. */
    Done upload(int transfer, String json, byte[] bytes) throws IOException {
        UploadAccept accept = begin(transfer, json);
        int length = (int) Math.min(accept.maxPayload(), 100_000);
        for (int from = 0; from < bytes.length; from += length) {
            int to = Math.min(bytes.length, from + length);
            chunk(transfer, from, Arrays.copyOfRange(bytes, from, to));
        }
        commit(transfer, bytes.length);
        return Done.decode(expect(FrameType.DONE, transfer).payload());
    }

    record Downloaded(DownloadAccept accept, byte[] bytes, Done done, long end, int chunkCount) {}

    /** Downloads a file. */
    Downloaded download(int transfer, long offset, String json) throws IOException {
        get(transfer, offset, json);
        DownloadAccept accept =
                DownloadAccept.decode(expect(FrameType.ACCEPT, transfer).payload());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 0;
        Frame frame = read();
        while (type(frame) == FrameType.CHUNK) {
            assertThat(frame.transfer()).isEqualTo(transfer);
            assertThat(frame.offset()).isEqualTo(offset + bytes.size());
            bytes.writeBytes(frame.payload().getBytes());
            count++;
            frame = read();
        }
        assertThat(type(frame)).as("%s", frame.payload()).isEqualTo(FrameType.DONE);
        assertThat(frame.transfer()).isEqualTo(transfer);
        Done done = Done.decode(frame.payload());
        return new Downloaded(accept, bytes.toByteArray(), done, frame.offset(), count);
    }

    static JsonObject payload(Frame frame) {
        return new JsonObject(frame.payload());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Received implements FrameReceiver {
        private Frame frame;
        private Integrity integrity;

        @Override
        public Payload announced(FrameHeader header) {
            return Payload.KEEP;
        }

        @Override
        public void received(Frame whole, Integrity found) {
            frame = whole;
            integrity = found;
        }
    }
}
