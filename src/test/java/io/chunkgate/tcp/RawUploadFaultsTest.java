package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw uploads into failing and slow stores. */
class RawUploadFaultsTest extends TcpServerTestBase {
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
        assertReplyAndNothingStored(-8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void writeError_isReported_whileTheClientStillSends(long failingOffset) throws Exception {
        store.beforeWrite(offset -> offset >= failingOffset ? DISK_FULL : Future.succeededFuture());
        assertReplyAndNothingStored(-8);
    }

    @Test
    void commitError_isReported() throws Exception {
        store.beforeCommit(() -> Future.failedFuture(new IllegalStateException("what no client should see")));
        assertReplyAndNothingStored(-13);
    }

    private void assertReplyAndNothingStored(long reply) throws Exception {
        open();
        try (TcpClient client = connect().size(1_500_000).send(TestData.bytes(1_500_000))) {
            assertThat(client.reply()).isEqualTo(reply);
        }
        awaitNothingRunning();
        assertNothingStored();
    }

    @Test
    void clientThatLeavesBeforeTheStoreIsReady_leavesNothing() throws Exception {
        store.beforeCreate(this::waitAtTheGate);
        open();
        TcpClient client = connect().size(10).send(new byte[9]);
        awaitBlockedStore();
        client.leave();
        gate.complete();
        awaitNothingRunning();
        assertNothingStored();
    }

    @Test
    void clientThatLeavesAfterItsLastByteBeforeTheStoreIsReady_hasItsFileStored() throws Exception {
        store.beforeCreate(this::waitAtTheGate);
        open();
        byte[] bytes = TestData.bytes(2_000_000);
        TcpClient client = connect().size(bytes.length).send(bytes, 0, 100_000);
        awaitBlockedStore();
        client.send(bytes, 100_000, bytes.length).leave();
        gate.complete();
        awaitPublished(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endOfStreamWhileTheStoreWrites_losesNothing(boolean leaves) throws Exception {
        store.beforeWrite(offset -> waitAtTheGate());
        open();
        byte[] bytes = TestData.bytes(3_000_000);
        try (TcpClient client = connect().size(bytes.length).send(bytes)) {
            if (leaves) {
                client.leave();
            } else {
                client.endOutput();
            }
            awaitBlockedStore();
            gate.complete();
            awaitPublished(bytes);
            if (!leaves) {
                assertThat(client.reply()).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void truncatedUploadWhileTheStoreWrites_publishesNothing() throws Exception {
        store.beforeWrite(offset -> waitAtTheGate());
        open();
        connect().size(4_000_000).send(TestData.bytes(3_000_000)).leave();
        awaitBlockedStore();
        gate.complete();
        awaitNothingRunning();
        assertNothingStored();
    }

    @Test
    void clientThatLeavesDuringPublication_hasItsFileStored() throws Exception {
        store.beforeCommit(this::waitAtTheGate);
        open();
        byte[] bytes = TestData.bytes(1000);
        TcpClient client = connect().size(bytes.length).send(bytes);
        awaitBlockedStore();
        client.leave();
        gate.complete();
        awaitPublished(bytes);
    }

    /** The idle timeout does not run while the store is slow. */
    @Test
    void storeSlowerThanTheIdleTimeout_isNotTimedOut() throws Exception {
        set("idleTimeoutMs", 500);
        store.beforeWrite(offset ->
                vertx.timer(offset == 0 ? 1500 : 1, TimeUnit.MILLISECONDS).mapEmpty());
        open();
        byte[] bytes = TestData.bytes(2_000_000);
        try (TcpClient client = connect().size(bytes.length).send(bytes)) {
            assertThat(client.reply()).isEqualTo(bytes.length);
        }
        awaitPublished(bytes);
    }

    @Tag("slow")
    @Test
    void blockedStore_pausesTheClient_andLosesNothing() throws Exception {
        store.beforeWrite(offset -> waitAtTheGate());
        open();
        ByteBuffer bytes = ByteBuffer.allocate(8 + 64 * 1024 * 1024);
        bytes.putLong(bytes.remaining() - 8)
                .put(TestData.bytes(bytes.remaining()))
                .flip();
        try (SocketChannel client = SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Listeners.port(vertx, Listener.TCP)))) {
            sendUntilTheSocketIsFull(client, bytes);
            assertThat(bytes.position())
                    .as("bytes taken, the 36 MiB that the kernel's buffers may grow to included")
                    .isLessThan(52 * 1024 * 1024);
            gate.complete();
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        }
        awaitPublished(java.util.Arrays.copyOfRange(bytes.array(), 8, bytes.capacity()));
    }

    @Test
    void hangingStore_doesNotBlockTheShutdown() throws Exception {
        config.put("server", new JsonObject().put("drainTimeoutMs", 50));
        store.beforeWrite(offset -> waitAtTheGate());
        String id = open();
        try (TcpClient client = connect().size(1_000_000).send(new byte[500_000])) {
            awaitBlockedStore();
            Future<Void> closing = vertx.undeploy(id);
            assertThat(client.reply()).isEqualTo(-14);
            closing.await(20, TimeUnit.SECONDS);
        }
        gate.complete();
        awaitNothingRunning();
        assertNothingStored();
    }

    /** Leaves the channel blocking. */
    private static void sendUntilTheSocketIsFull(SocketChannel client, ByteBuffer bytes) throws IOException {
        client.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            SelectionKey key = client.register(selector, SelectionKey.OP_WRITE);
            while (bytes.hasRemaining() && selector.select(TimeUnit.SECONDS.toMillis(1)) > 0) {
                selector.selectedKeys().clear();
                client.write(bytes);
            }
            key.cancel();
            selector.selectNow();
        }
        client.configureBlocking(true);
    }

    private Future<Void> waitAtTheGate() {
        waiting.set(true);
        return gate.future();
    }

    private void awaitBlockedStore() {
        eventually(() -> "the store is not blocked", waiting::get);
    }

    private void awaitNothingRunning() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }

    private void awaitPublished(byte[] bytes) throws IOException {
        awaitNothingRunning();
        assertThat(published()).hasSize(1);
        Path file = published().get(0);
        assertThat(file).hasBinaryContent(bytes);
    }
}
