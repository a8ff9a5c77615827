package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Sessions of valid frames with arbitrary content, mixed with random bytes: the gateway replies with complete frames, none of
 * which is an internal error, and the connection is closed.
 */
class CgpSessionFuzz {
    private static final String[] PAYLOADS = {
        "{}",
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"size\":9}",
        "{\"name\":\"b\",\"window\":4}",
        "{\"name\":\"a\",\"ifNoneMatch\":\"*\"}",
        "{\"name\":\"a\",\"follow\":true,\"credit\":4}",
        "{\"name\":\"a\",\"chunkSize\":4096,\"checksum\":\"header\",\"length\":3}",
        "{\"discard\":true}",
        "{\"upload\":\"00000000000000000000000000000000\"}",
        "{\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"}",
        ""
    };

    /** The store retains suspended uploads; a new store is opened before there are so many that it becomes slow. */
    private static final int RUNS_OF_A_STORE = 2000;

    private static Vertx vertx;
    private static int port;
    private static int runs;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1)); // The store in memory supports one thread only.
        JsonObject config = Listeners.config(Path.of("unused"));
        config.put("store", ProvidedStore.section(new MemoryFileStore()));
        config.getJsonObject("tcp").put("idleTimeoutMs", 50).put("handshakeTimeoutMs", 50);
        Listeners.open(vertx, "io.chunkgate.tcp.TcpServerVerticle", config);
        port = Listeners.port(vertx, Listener.TCP);
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Tag("fuzz")
    @FuzzTest(maxDuration = "10s")
    void briefly_sessionsEndWithoutAFault(FuzzedDataProvider data) throws Exception {
        run(data);
    }

    @Tag("fuzz-long")
    @FuzzTest(maxDuration = "1h")
    void atLength_sessionsEndWithoutAFault(FuzzedDataProvider data) throws Exception {
        run(data);
    }

    private static void run(FuzzedDataProvider data) throws Exception {
        if (++runs % RUNS_OF_A_STORE == 0) {
            close();
            open();
        }
        Buffer session = Preamble.bytes();
        if (data.consumeBoolean()) {
            session.appendBuffer(Frame.of(FrameType.HELLO, 0, Buffer.buffer("{\"maxPayload\":5000}"))
                    .encode());
        }
        while (data.remainingBytes() > 0 && session.length() < 100_000) {
            session.appendBuffer(data.consumeInt(0, 31) == 0 ? Buffer.buffer(data.consumeBytes(40)) : frame(data));
        }
        SilentCloseable allowed = BugDetectors.allowNetworkConnections((host, number) -> true); // Not a finding.
        try (TcpClient client = TcpClient.connect(port)) {
            client.send(session.getBytes()).endOutput();
            check(Buffer.buffer(client.readAll()));
        } catch (SocketException cutOff) {
            // Unread bytes may reset the connection, and replies are lost then.
        } finally {
            allowed.close();
        }
    }

    private static Buffer frame(FuzzedDataProvider data) {
        FrameType[] types = FrameType.values();
        int type = data.consumeInt(0, types.length);
        int code = type == types.length ? 0x42 : types[type].code();
        int flags = data.consumeInt(0, 15) == 0 ? data.consumeInt(0, 255) : 0;
        int transfer = data.consumeInt(0, 3);
        long offset = data.consumeInt(0, 7) == 0 ? data.consumeLong() : data.consumeInt(0, 20);
        byte[] payload = data.consumeBoolean()
                ? PAYLOADS[data.consumeInt(0, PAYLOADS.length - 1)].getBytes(StandardCharsets.UTF_8)
                : data.consumeBytes(data.consumeInt(0, 40));
        FrameHeader raw = new FrameHeader(code, flags, transfer, payload.length, offset, 0, 0);
        CRC32C crc = new CRC32C();
        crc.update(raw.encode().getBytes(0, 20));
        crc.update(payload);
        return raw.encode().setInt(20, (int) crc.getValue()).appendBytes(payload);
    }

    private static void check(Buffer replies) {
        int position = 0;
        while (position < replies.length()) {
            assertThat(replies.length() - position).as("bytes of a header").isGreaterThanOrEqualTo(FrameHeader.BYTES);
            FrameHeader header = FrameHeader.decode(replies.slice(position, position + FrameHeader.BYTES));
            int end = position + FrameHeader.BYTES + Math.toIntExact(header.payloadLength());
            assertThat(end).as("the end of %s", header).isLessThanOrEqualTo(replies.length());
            Buffer payload = replies.slice(position + FrameHeader.BYTES, end);
            assertThat(header.checksum()).as("%s", header).isEqualTo(checksum(replies, position, header, payload));
            if (header.type() == FrameType.ERROR.code()) {
                assertThat(new JsonObject(payload).getString("code")).isNotEqualTo("INTERNAL");
            }
            position = end;
        }
    }

    private static int checksum(Buffer replies, int position, FrameHeader header, Buffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(replies.getBytes(position, position + 20));
        if (header.flags() == 0) {
            crc.update(payload.getBytes());
        }
        return (int) crc.getValue();
    }
}
