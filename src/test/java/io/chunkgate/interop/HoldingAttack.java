package io.chunkgate.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.GrpcMessages;
import io.chunkgate.testkit.Http2Api;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Clients that make the gateway hold bytes, and never send the rest. */
enum HoldingAttack {
    /** Nothing of it is allowed, so each is closed at its header. */
    @Requires(Need.OPEN_FILES)
    HELLO_TOO_LONG(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            return HeldConnections.open(gateway.port(Listener.TCP), 4000, unfinishedHello(64 * KIBIBYTE));
        }
    },
    @Requires(Need.OPEN_FILES)
    HELLO(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            return HeldConnections.open(gateway.port(Listener.TCP), 4000, unfinishedHello(4 * KIBIBYTE));
        }
    },
    PING(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            byte[] ping = unfinished(FrameType.PING, 1024 * KIBIBYTE);
            return HeldConnections.open(gateway.port(Listener.TCP), 290, ping, c -> greet(c, token));
        }
    },
    ANONYMOUS_GRPC_MESSAGES(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            return HeldStreams.open(gateway.port(Listener.GRPC), 1, 55, write(GrpcMessages.HEADERS));
        }
    },
    GRPC_MESSAGES(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            Map<String, String> headers = new HashMap<>(GrpcMessages.HEADERS);
            headers.put("authorization", "Bearer " + token);
            return HeldStreams.open(gateway.port(Listener.GRPC), 5, 55, write(headers));
        }
    },
    HTTP2_PUTS(Heap.SMALL) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            Map<String, String> headers = Map.of("authorization", "Bearer " + token);
            byte[] body = new byte[128 * KIBIBYTE];
            return HeldStreams.open(
                    gateway.port(Listener.HTTP),
                    8,
                    100,
                    new HeldStreams.Request("PUT", "/files/attack", headers, body));
        }
    },
    HTTP1_PUTS_HELD_BACK_BY_RATE(Heap.SMALL, "limits.bytesPerSecondPerTransfer=16384") {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            byte[] put = request("PUT /files/attack HTTP/1.1", token, 512 * KIBIBYTE);
            return HeldConnections.open(gateway.port(Listener.HTTP), 1000, put);
        }
    },
    GRPC_WEB_MESSAGES(Heap.SMALL) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            String head = "POST " + METHOD + " HTTP/1.1\r\nContent-Type: application/grpc-web";
            byte[] message = GrpcMessages.unfinished(MESSAGE_BYTES, MESSAGE_BYTES);
            byte[] call = joined(request(head, token, 0), message);
            return HeldConnections.open(gateway.port(Listener.GRPC), 300, call);
        }
    },
    TUS_CREATIONS(Heap.DEFAULT) {
        @Override
        Closeable start(PackagedGateway gateway, String token) throws IOException {
            String head = "POST /uploads HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nUpload-Length: " + LENGTH
                    + "\r\nContent-Type: application/offset+octet-stream";
            return HeldConnections.open(gateway.port(Listener.HTTP), 500, request(head, token, 256 * KIBIBYTE));
        }
    };

    /** Of the gateway: less memory shows the same with fewer bytes. */
    private static final class Heap {
        static final String DEFAULT = "";
        static final String SMALL = "-Xmx128m";
    }

    private static final int KIBIBYTE = 1024;
    /** The default of {@code grpc.maxMessageSize}. */
    private static final int MESSAGE_BYTES = 4096 * KIBIBYTE;
    /** The announced length of bodies. */
    private static final int LENGTH = 1024 * 1024 * KIBIBYTE;

    private static final String METHOD = Http2Api.SERVICE + "Write";

    private final String javaOptions;
    private final String setting;

    HoldingAttack(String javaOptions) {
        this(javaOptions, "");
    }

    /**
     * @param javaOptions {@code JAVA_OPTS} of the gateway, empty for its defaults
     * @param setting     of the gateway, empty for none
     */
    HoldingAttack(String javaOptions, String setting) {
        this.javaOptions = javaOptions;
        this.setting = setting;
    }

    String javaOptions() {
        return javaOptions;
    }

    /** Further options of {@code serve}. */
    Object[] options() {
        return setting.isEmpty() ? new Object[0] : new Object[] {"--set", setting};
    }

    /**
     * Starts it, and returns when the gateway takes no more bytes. Closing the result ends it.
     *
     * @param token of a client that may do everything
     */
    abstract Closeable start(PackagedGateway gateway, String token) throws IOException;

    private static byte[] unfinishedHello(int length) {
        return joined(Preamble.bytes().getBytes(), unfinished(FrameType.HELLO, length));
    }

    /** A frame with a payload of this length, without its last byte. */
    private static byte[] unfinished(FrameType type, int length) {
        byte[] frame =
                Frame.of(type, 0, Buffer.buffer(new byte[length])).encode().getBytes();
        return Arrays.copyOf(frame, frame.length - 1);
    }

    /** HELLO with the token, and WELCOME. */
    private static void greet(SocketChannel connection, String token) throws IOException {
        JsonObject hello = new JsonObject().put("token", token);
        Frame frame = Frame.of(FrameType.HELLO, 0, hello.toBuffer());
        connection.write(ByteBuffer.wrap(
                joined(Preamble.bytes().getBytes(), frame.encode().getBytes())));
        DataInputStream in = new DataInputStream(connection.socket().getInputStream());
        FrameHeader welcome = FrameHeader.decode(Buffer.buffer(in.readNBytes(FrameHeader.BYTES)));
        in.readNBytes(Math.toIntExact(welcome.payloadLength()));
    }

    /** A message of the maximum length, without its last byte. */
    private static HeldStreams.Request write(Map<String, String> headers) {
        byte[] body = GrpcMessages.unfinished(MESSAGE_BYTES, MESSAGE_BYTES);
        return new HeldStreams.Request("POST", METHOD, headers, body);
    }

    /** The head of an authorised HTTP/1.1 request, and the first bytes of its body. */
    private static byte[] request(String head, String token, int byteCount) {
        String all = head + "\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\nContent-Length: " + LENGTH;
        return joined((all + "\r\n\r\n").getBytes(US_ASCII), new byte[byteCount]);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
