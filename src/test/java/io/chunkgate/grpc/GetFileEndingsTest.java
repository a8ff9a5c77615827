package io.chunkgate.grpc;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Descriptors;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls that end before their last chunk. After each test, no open file and no transfer may be left. */
@ExtendWith(CheckedVertx.class)
class GetFileEndingsTest {
    private static final long LARGE = 1L << 30;
    /** More than the buffers of Vert.x's client and the sockets hold. */
    private static final long MOST_BYTES_UNDER_WAY = 4L << 20;

    @TempDir
    private Path root;

    private Vertx vertx;
    private int port;
    private GetFileClient client;

    @BeforeEach
    void makeFiles(Vertx vertx) throws Exception {
        this.vertx = vertx;
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
            file.setLength(LARGE);
        }
    }

    @Test
    void clientCancels_fileIsClosed() throws Exception {
        open(Listeners.config(root));
        Call call = client.start("large.bin", 0, 3);
        assertThat(Descriptors.openBelow(root)).hasSize(1);
        call.cancel();
        assertReleased();
    }

    @Test
    void clientDropsItsConnection_fileIsClosedAndNothingFails() throws Exception {
        String server = open(Listeners.config(root));
        try (ErrorLog log = ErrorLog.open()) {
            client.start("large.bin", 0, 3).dropConnection();
            assertReleased();
            vertx.undeploy(server).await(20, TimeUnit.SECONDS);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void clientLeavesWhileTheFileOpens_fileIsClosed() throws Exception {
        MemoryFileStore files = new MemoryFileStore();
        files.put(FileName.of("file.bin"), TestData.bytes(5));
        CompletableFuture<Promise<Void>> opening = new CompletableFuture<>();
        String server = open(with(new FaultyStore(files).beforeOpen(name -> held(opening))));
        Future<Call> call = client.send("file.bin", 0, request -> {}, Long.MAX_VALUE, null);
        Promise<Void> mayOpen = opening.get(20, TimeUnit.SECONDS);
        client.close();
        assertThatThrownBy(() -> call.await(20, TimeUnit.SECONDS)).isNotNull();
        vertx.undeploy(server).await(20, TimeUnit.SECONDS);
        CompletableFuture<Void> opened = new CompletableFuture<>();
        mayOpen.future().onComplete(v -> opened.complete(null)); // After the store, whose handler was registered first.
        mayOpen.complete();
        opened.get(20, TimeUnit.SECONDS);
        eventually(files::openCount, () -> files.openCount() == 0);
    }

    @Test
    void stalledClient_stopsReadingTheFile_andDoesNotBlockOthers() throws Exception {
        AtomicLong read = new AtomicLong();
        open(with(faultyStore().beforeRead(position -> {
            read.accumulateAndGet(position, Math::max);
            return Future.succeededFuture();
        })));
        Call stalled = client.start("large.bin", 0, 3);
        TestData.file(root.resolve("other.bin"), 1_000_000);
        assertThat(new GetFileClient(vertx, port).get("other.bin", 0).status()).isEqualTo(GrpcStatus.OK);
        Transfer transfer = Transfers.of(vertx).running().get(0);
        assertThat(transfer.byteCount()).isLessThan(MOST_BYTES_UNDER_WAY);
        assertThat(read.get()).isLessThan(MOST_BYTES_UNDER_WAY);
        stalled.cancel();
        assertReleased();
    }

    @Test
    void stalledClient_isEndedAfterTheIdleTimeout() throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("grpc").put("idleTimeoutMs", 2000);
        open(config);
        Call call = client.start("large.bin", 0, 3);
        assertThatThrownBy(call::await).hasMessage("reset: CANCELLED");
        assertReleased();
    }

    @Test
    void deadlinePassesWhileTheClientStalls_callIsReset() throws Exception {
        open(Listeners.config(root));
        Call call = client.send("large.bin", 0, request -> request.timeout(2, TimeUnit.SECONDS), 3, null)
                .await(20, TimeUnit.SECONDS);
        assertThatThrownBy(call::await).hasMessage("reset: CANCELLED");
        assertReleased();
    }

    @Test
    void deadlinePassesBeforeTheFileIsOpen_isDeadlineExceeded() throws Exception {
        CompletableFuture<Promise<Void>> opening = new CompletableFuture<>();
        open(with(faultyStore().beforeOpen(name -> held(opening))));
        Call call = client.send(
                        "large.bin", 0, request -> request.timeout(100, TimeUnit.MILLISECONDS), Long.MAX_VALUE, null)
                .await(20, TimeUnit.SECONDS);
        Reply reply = call.await();
        assertThat(reply.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
        assertThat(reply.reason()).contains("100 ms");
        opening.get(20, TimeUnit.SECONDS).complete();
    }

    @Test
    void truncatedFile_endsWithDataLoss() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 20_000_000);
        open(Listeners.config(root));
        Call call = client.start("file.bin", 0, 3);
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("file.bin").toFile(), "rw")) {
            file.setLength(10_000_000);
        }
        call.resume();
        Reply reply = call.await();
        assertThat(reply.status()).isEqualTo(GrpcStatus.DATA_LOSS);
        assertThat(reply.bytes())
                .isEqualTo(Arrays.copyOf(bytes, reply.bytes().length))
                .hasSizeLessThan(10_000_001);
    }

    @Test
    void fileChangedInPlace_neverEndsWithOk() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 5_000_000);
        open(Listeners.config(root));
        Call call = client.start("file.bin", 0, 3);
        Files.write(root.resolve("file.bin"), bytes);
        call.resume();
        assertThat(call.await().status()).isEqualTo(GrpcStatus.DATA_LOSS);
    }

    @Test
    void appendedFile_sendsTheBytesOfItsOpening() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 5_000_000);
        open(Listeners.config(root));
        Call call = client.start("file.bin", 0, 3);
        Files.write(root.resolve("file.bin"), new byte[10], StandardOpenOption.APPEND);
        call.resume();
        Reply reply = call.await();
        assertThat(reply.status()).isEqualTo(GrpcStatus.OK);
        assertThat(reply.bytes()).isEqualTo(bytes);
    }

    @Test
    void replacedFile_sendsItsOldBytes() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 5_000_000);
        TestData.file(root.resolve("new.bin"), 5_000_001);
        open(Listeners.config(root));
        Call call = client.start("file.bin", 0, 3);
        Files.move(root.resolve("new.bin"), root.resolve("file.bin"), StandardCopyOption.REPLACE_EXISTING);
        call.resume();
        Reply reply = call.await();
        assertThat(reply.status()).isEqualTo(GrpcStatus.OK);
        assertThat(reply.bytes()).isEqualTo(bytes);
        assertThat(client.get("file.bin", 0).headers().get("x-file-size")).isEqualTo("5000001");
    }

    @Test
    void diskError_endsWithDataLossAfterTheReadableBytes() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 5_000_000);
        StoreException unreadable = new StoreException(ErrorCode.DATA_LOSS, "the disk failed");
        open(with(faultyStore()
                .beforeRead(
                        position -> position < 1 << 20 ? Future.succeededFuture() : Future.failedFuture(unreadable))));
        Reply reply = client.get("file.bin", 0);
        assertThat(reply.status()).isEqualTo(GrpcStatus.DATA_LOSS);
        assertThat(reply.reason()).isEqualTo("the disk failed");
        assertThat(reply.bytes()).isEqualTo(Arrays.copyOf(bytes, 1 << 20));
    }

    @Test
    void internalError_hidesItsCause() throws Exception {
        open(with(faultyStore().beforeOpen(name -> Future.failedFuture(new IllegalStateException("/secret")))));
        Reply reply = client.get("large.bin", 0);
        assertThat(reply.status()).isEqualTo(GrpcStatus.INTERNAL);
        assertThat(reply.reason()).doesNotContain("secret").contains("log");
    }

    @Test
    void undeploy_waitsForARunningCall() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 20_000_000);
        String server = open(Listeners.config(root));
        Call call = client.start("file.bin", 0, 3);
        Future<Void> closed = vertx.undeploy(server);
        call.resume();
        assertThat(call.await().bytes()).isEqualTo(bytes);
        closed.await(20, TimeUnit.SECONDS);
    }

    @Test
    void undeploy_abortsACallAfterTheDrainTime() throws Exception {
        JsonObject config = Listeners.config(root).put("server", new JsonObject().put("drainTimeoutMs", 200));
        String server = open(config);
        Call call = client.start("large.bin", 0, 3);
        vertx.undeploy(server).await(20, TimeUnit.SECONDS);
        call.resume();
        assertThatThrownBy(call::await);
        assertReleased();
    }

    @Test
    void connectionsBeyondTheLimit_areClosed() throws Exception {
        TestData.file(root.resolve("file.bin"), 5);
        open(Listeners.config(root).put("limits", new JsonObject().put("maxConnections", 1)));
        Call first = client.start("large.bin", 0, 3);
        assertThatThrownBy(() -> new GetFileClient(vertx, port).get("file.bin", 0));
        first.dropConnection();
        eventually(() -> "still refused", () -> isServed("file.bin"));
    }

    private boolean isServed(String name) {
        try {
            return new GetFileClient(vertx, port).get(name, 0).status() == GrpcStatus.OK;
        } catch (Exception refused) {
            return false;
        }
    }

    private String open(JsonObject config) throws Exception {
        String id = Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        port = Listeners.port(vertx, Listener.GRPC);
        client = new GetFileClient(vertx, port);
        return id;
    }

    private FaultyStore faultyStore() throws Exception {
        FileStore store = LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS);
        return new FaultyStore(store);
    }

    private JsonObject with(FileStore store) {
        return Listeners.config(root).put("store", ProvidedStore.section(store));
    }

    /** Completes on the current context when the test completes the promise. */
    private static Future<Void> held(CompletableFuture<Promise<Void>> promise) {
        Promise<Void> held = ((ContextInternal) Vertx.currentContext()).promise();
        promise.complete(held);
        return held.future();
    }

    /** The store may cache the open file; the check after each test covers downloads only. */
    private void assertReleased() {
        eventually(
                Transfers.of(vertx)::running,
                () -> Transfers.of(vertx).running().isEmpty());
    }
}
