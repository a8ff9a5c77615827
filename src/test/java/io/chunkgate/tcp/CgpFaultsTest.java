package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Failing and slow stores, and clients that leave meanwhile. */
class CgpFaultsTest extends CgpTestBase {
    private static final Future<Void> DISK_FULL =
            Future.failedFuture(new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "no space left on device"));

    private final Promise<Void> gate = Promise.promise();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private FaultyStore store;

    @BeforeEach
    void wrapStore() throws Exception {
        store = new FaultyStore(LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS));
        useStore(store);
    }

    /** A failed test must not leave the store's thread blocked, nor its file open. */
    @AfterEach
    void releaseTheStore() {
        gate.tryComplete();
    }

    @Test
    void storeThatFailsToOpen_isReported() throws Exception {
        store.beforeCreate(() -> DISK_FULL);
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'name':'a'}").expectError(1, ErrorCode.RESOURCE_EXHAUSTED, true);
            client.ping();
        }
    }

    @Test
    void fullDisk_endsTheTransfer_andTheUploadStaysResumable() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        store.beforeWrite(offset -> full.get() ? DISK_FULL : Future.succeededFuture());
        open();
        try (CgpClient client = session()) {
            UploadAccept accept = client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[1000]).expect(FrameType.ACK, 1);
            full.set(true);
            client.chunk(1, 1000, new byte[1000]);
            assertThat(client.expectError(1, ErrorCode.RESOURCE_EXHAUSTED, true).offset())
                    .isEqualTo(1000);
            full.set(false);
            client.put(1, "{'upload':'" + accept.upload() + "'}");
            assertThat(client.expect(FrameType.ACCEPT, 1).offset()).isEqualTo(1000);
            client.commit(1, 1000).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void internalError_hasAnIdAndNoCause() throws Exception {
        store.beforeCommit(() -> Future.failedFuture(new IllegalStateException("what no client should see")));
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            Frame error = client.commit(1, 0).expectError(1, ErrorCode.INTERNAL, true);
            assertThat(ErrorMessage.decode(error.payload()).message()).matches("internal error; log entry \\w+");
        }
    }

    @Test
    void readError_isSentAfterCompleteChunks() throws Exception {
        TestData.file(root.resolve("a"), 1_000_000);
        store.beforeRead(position -> position < 300_000
                ? Future.succeededFuture()
                : Future.failedFuture(new StoreException(ErrorCode.DATA_LOSS, "the disk failed")));
        open();
        try (CgpClient client = session()) {
            client.get(1, 0, "{'name':'a','chunkSize':65536}").expect(FrameType.ACCEPT, 1);
            long got = 0;
            Frame frame = client.read();
            while (CgpClient.type(frame) == FrameType.CHUNK) {
                got += frame.payload().length();
                frame = client.read();
            }
            assertThat(CgpClient.payload(frame).getString("code")).isEqualTo("DATA_LOSS");
            assertThat(CgpClient.payload(frame).getBoolean("final")).isTrue();
            assertThat(got).isGreaterThanOrEqualTo(262_144).isLessThan(1_000_000);
            assertThat(got % 65_536).isZero();
            client.ping();
        }
    }

    @Test
    void storeSlowerThanTheIdleTimeout_isNotTimedOut() throws Exception {
        set("idleTimeoutMs", 500);
        store.beforeWrite(offset -> vertx.timer(1500, TimeUnit.MILLISECONDS).mapEmpty());
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[1000]).commit(1, 1000).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void clientThatLeavesBeforeTheStoreIsReady_leavesAnEmptyUpload() throws Exception {
        store.beforeCreate(this::waitAtTheGate);
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'name':'a'}");
            eventually(() -> "the store is not blocked", waiting::get);
        }
        gate.complete();
        awaitNothingRuns();
        assertThat(published()).isEmpty();
    }

    @Test
    void clientThatLeavesAfterCommit_hasItsFileStored() throws Exception {
        store.beforeCommit(this::waitAtTheGate);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[10]).commit(1, 10);
            eventually(() -> "the store is not blocked", waiting::get);
        }
        gate.complete();
        awaitNothingRuns();
        assertThat(root.resolve("a")).hasSize(10);
    }

    @Test
    void framesDuringCommit_areRefused_andCancelIsIgnored() throws Exception {
        store.beforeCommit(this::waitAtTheGate);
        open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.commit(1, 0);
            eventually(() -> "the store is not blocked", waiting::get);
            client.commit(1, 0).expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.chunk(1, 0, new byte[1]).expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.send(FrameType.CANCEL, 1, 0, "{\"discard\":true}").ping();
            gate.complete();
            client.expect(FrameType.DONE, 1);
        }
    }

    @Test
    void framesBeforeAccept_areRefused() throws Exception {
        store.beforeCreate(this::waitAtTheGate);
        open();
        try (CgpClient client = session()) {
            client.put(1, "{'name':'a'}");
            eventually(() -> "the store is not blocked", waiting::get);
            client.chunk(1, 0, new byte[1]).expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            client.commit(1, 0).expectError(1, ErrorCode.FAILED_PRECONDITION, false);
            gate.complete();
            client.expect(FrameType.ACCEPT, 1);
            client.commit(1, 0).expect(FrameType.DONE, 1);
        }
    }

    @Test
    void hangingStore_doesNotBlockTheShutdown() throws Exception {
        config.put("server", new JsonObject().put("drainTimeoutMs", 50));
        store.beforeWrite(offset -> waitAtTheGate());
        String id = open();
        try (CgpClient client = session()) {
            client.begin(1, "{'name':'a'}");
            client.chunk(1, 0, new byte[1000]);
            eventually(() -> "the store is not blocked", waiting::get);
            vertx.undeploy(id).await(20, TimeUnit.SECONDS);
        }
        gate.complete();
        awaitNothingRuns();
    }

    /** The client follows the protocol: its window is larger than the memory budget of the connection. */
    @Tag("slow")
    @Test
    void blockedStore_pausesTheClient_andLosesNothing() throws Exception {
        store.beforeWrite(offset -> waitAtTheGate());
        open();
        byte[] bytes = TestData.bytes(64 * 1024 * 1024);
        Buffer sent = Buffer.buffer();
        for (int from = 0; from < bytes.length; from += 1024 * 1024) {
            Buffer data = Buffer.buffer(bytes).slice(from, from + 1024 * 1024);
            sent.appendBuffer(Frame.chunk(1, from, 0, data).encode());
        }
        try (Unread client = new Unread(Listeners.port(vertx, Listener.TCP))) {
            client.write("{\"name\":\"a\",\"window\":100000000}");
            ByteBuffer chunks = ByteBuffer.wrap(sent.getBytes());
            client.sendUntilFull(chunks);
            assertThat(chunks.position())
                    .as("bytes taken, the 36 MiB that the kernel's buffers may grow to included")
                    .isLessThan(52 * 1024 * 1024);
            gate.complete();
            client.sendAll(chunks);
            client.sendAll(ByteBuffer.wrap(Frame.of(FrameType.COMMIT, 1, bytes.length, 0, Buffer.buffer())
                    .encode()
                    .getBytes()));
            eventually(() -> "not there", () -> root.resolve("a").toFile().exists());
        }
        assertThat(root.resolve("a")).hasBinaryContent(bytes);
    }

    /** The replies that a client does not read are bounded. */
    @Test
    void clientThatSendsPingsAndDoesNotRead_isPaused_andTimedOut() throws Exception {
        set("idleTimeoutMs", 500);
        open();
        Frame ping = Frame.of(FrameType.PING, 0, Buffer.buffer(new byte[Limits.MAX_PING_BYTES]));
        ByteBuffer pings = ByteBuffer.allocate(64 * 1024 * 1024);
        while (pings.remaining() > ping.encode().length()) {
            pings.put(ping.encode().getBytes());
        }
        pings.flip();
        try (Unread client = new Unread(Listeners.port(vertx, Listener.TCP))) {
            client.sendUntilFull(pings);
        } catch (IOException cutOff) {
            // The connection is reset at some point.
        } finally {
            assertThat(pings.position())
                    .as("bytes taken, the 36 MiB that the kernel's buffers may grow to included")
                    .isLessThan(52 * 1024 * 1024);
        }
    }

    private Future<Void> waitAtTheGate() {
        waiting.set(true);
        return gate.future();
    }

    /** A client that reads nothing. */
    private static final class Unread implements AutoCloseable {
        private final SocketChannel channel;

        Unread(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            sendAll(ByteBuffer.wrap(Preamble.bytes().getBytes()));
            sendAll(ByteBuffer.wrap(
                    Frame.of(FrameType.HELLO, 0, Buffer.buffer("{}")).encode().getBytes()));
        }

        void write(String put) throws IOException {
            sendAll(ByteBuffer.wrap(
                    Frame.of(FrameType.PUT, 1, Buffer.buffer(put)).encode().getBytes()));
            ByteBuffer head = ByteBuffer.allocate(24);
            for (int frames = 0; frames < 2; frames++) {
                head.clear();
                while (head.hasRemaining()) {
                    channel.read(head);
                }
                ByteBuffer payload = ByteBuffer.allocate(head.getInt(4));
                while (payload.hasRemaining()) {
                    channel.read(payload);
                }
            }
        }

        /** Sends until the other side takes nothing for half a second. */
        void sendUntilFull(ByteBuffer bytes) throws IOException {
            channel.configureBlocking(false);
            try (Selector selector = Selector.open()) {
                SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
                while (bytes.hasRemaining() && selector.select(500) > 0) {
                    selector.selectedKeys().clear();
                    channel.write(bytes);
                }
                key.cancel();
                selector.selectNow();
            }
            channel.configureBlocking(true);
        }

        void sendAll(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
