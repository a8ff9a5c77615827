package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.chunkgate.server.Endpoints;
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
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadOnConnectTest extends TcpServerTestBase {
    /** More than the socket buffers of both sides hold. */
    private static final int LARGE = 40_000_000;

    private static final int SMALL_BUFFER = 4096;

    /** Whether the kernel copies from a channel of the store, or the chunk reader reads. */
    private enum Way {
        REGIONS,
        CHUNKS
    }

    @BeforeEach
    void configureFile() {
        set("downloadFile", "folder/file.bin");
    }

    @ParameterizedTest
    @CsvSource({
        "REGIONS, 0", "REGIONS, 1", "REGIONS, 65535", "REGIONS, 65536", "REGIONS, 65537", "REGIONS, 1048576",
        "REGIONS, 1048577", "REGIONS, 5000000", "CHUNKS, 0", "CHUNKS, 1", "CHUNKS, 131072", "CHUNKS, 5000000"
    })
    void client_getsTheSizeAndTheFile(Way way, int size) throws Exception {
        byte[] bytes = TestData.file(file(), size);
        open(way);
        try (TcpClient client = connectToDownload()) {
            assertThat(client.number()).isEqualTo(size);
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_537, 5_000_000})
    void withoutPrefix_onlyTheFileIsSent(int size) throws Exception {
        set("downloadPrefix", false);
        byte[] bytes = TestData.file(file(), size);
        open();
        try (TcpClient client = connectToDownload()) {
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void withoutAFile_thereIsNoListener() throws Exception {
        set("downloadFile", "");
        open();
        assertThat(Endpoints.of(vertx).find(Listener.TCP_DOWNLOAD)).isEmpty();
    }

    @Test
    void fileThatAppearsLater_isFound_andItsNewVersionToo() throws Exception {
        open();
        try (TcpClient client = connectToDownload()) {
            assertThat(client.reply()).isEqualTo(-5);
        }
        for (int size : new int[] {10, 20}) {
            TestData.file(file(), size);
            try (TcpClient client = connectToDownload()) {
                assertThat(client.number()).isEqualTo(size);
                assertThat(client.readAll()).isEqualTo(TestData.bytes(size));
            }
        }
    }

    @Test
    void missingFileWithoutPrefix_closesTheConnection() throws Exception {
        set("downloadPrefix", false);
        open();
        try (TcpClient client = connectToDownload()) {
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void clientThatEndsItsSideFirst_getsTheFile() throws Exception {
        byte[] bytes = TestData.file(file(), 5_000_000);
        open();
        try (TcpClient client = connectToDownload().endOutput()) {
            assertThat(client.number()).isEqualTo(bytes.length);
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void bytesOfTheClient_areIgnored() throws Exception {
        byte[] bytes = TestData.file(file(), 5_000_000);
        open();
        try (TcpClient client = connectToDownload().send(new byte[300_000])) {
            assertThat(client.number()).isEqualTo(bytes.length);
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void parallelClients_eachGetTheFile() throws Exception {
        byte[] bytes = TestData.file(file(), 5_000_000);
        open();
        try (TcpClient first = connectToDownload();
                TcpClient second = connectToDownload()) {
            assertThat(second.number()).isEqualTo(bytes.length);
            assertThat(first.number()).isEqualTo(bytes.length);
            assertThat(second.readAll()).isEqualTo(bytes);
            assertThat(first.readAll()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void slowClientThatLeaves_releasesEverything(Way way) throws Exception {
        TestData.file(file(), LARGE);
        open(way);
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            awaitRunning();
        }
        awaitNothingRunning();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void stalledClient_isReset(Way way) throws Exception {
        set("idleTimeoutMs", 1000);
        TestData.file(file(), LARGE);
        open(way);
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            awaitRunning();
            awaitNothingRunning();
            assertResets(client);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void fileTruncatedDuringDownload_resetsTheConnection(Way way) throws Exception {
        TestData.file(file(), LARGE);
        open(way);
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            awaitRunning();
            truncate(LARGE - 1000);
            assertResets(client);
        }
        awaitNothingRunning();
    }

    @Test
    void fileChangedDuringDownload_resetsTheConnection() throws Exception {
        set("downloadPrefix", false);
        TestData.file(file(), LARGE);
        open();
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            awaitRunning();
            try (RandomAccessFile changing = new RandomAccessFile(file().toFile(), "rw")) {
                changing.write(1);
            }
            assertResets(client);
        }
        awaitNothingRunning();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void fileAppendedToDuringDownload_arrivesWithTheLengthAtOpening(Way way) throws Exception {
        byte[] bytes = TestData.file(file(), LARGE);
        open(way);
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            awaitRunning();
            Files.write(file(), new byte[10], StandardOpenOption.APPEND);
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void fileReplacedDuringDownload_arrivesUnchanged() throws Exception {
        byte[] bytes = TestData.file(file(), LARGE);
        open();
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            awaitRunning();
            TestData.file(root.resolve("new"), 10);
            Files.move(root.resolve("new"), file(), StandardCopyOption.ATOMIC_MOVE);
            assertThat(client.readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void diskError_resetsTheConnection() throws Exception {
        set("downloadPrefix", false);
        TestData.file(file(), 5_000_000);
        useStore(localStore()
                .beforeRead(position -> position < 1_000_000
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StoreException(ErrorCode.INTERNAL, "a bad sector"))));
        open();
        try (TcpClient client = connectToDownload()) {
            assertResets(client);
        }
        awaitNothingRunning();
    }

    @Test
    void clientThatLeavesBeforeTheFileIsOpen_leavesNothing() throws Exception {
        Promise<Void> gate = Promise.promise();
        AtomicBoolean waiting = new AtomicBoolean();
        TestData.file(file(), 1000);
        useStore(localStore().beforeOpen(name -> {
            waiting.set(true);
            return gate.future();
        }));
        String id = open();
        try (TcpClient client = connectToDownload()) {
            eventually(() -> "the file is not opened", waiting::get);
            client.reset();
        }
        gate.complete();
        vertx.undeploy(id).await(20, TimeUnit.SECONDS);
    }

    @Test
    void downloadWithinTheDrainTime_isComplete() throws Exception {
        byte[] bytes = TestData.file(file(), LARGE);
        String id = open();
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            Future<Void> closing = vertx.undeploy(id);
            assertThat(client.readAll()).isEqualTo(bytes);
            closing.await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void downloadBeyondTheDrainTime_isReset() throws Exception {
        config.put("server", new JsonObject().put("drainTimeoutMs", 50));
        TestData.file(file(), LARGE);
        String id = open();
        try (TcpClient client = connectToDownload(SMALL_BUFFER)) {
            assertThat(client.number()).isEqualTo(LARGE);
            vertx.undeploy(id).await(20, TimeUnit.SECONDS);
            assertResets(client);
        }
        assertThat(Transfers.of(vertx).running()).isEmpty();
    }

    @Test
    void connectionsBeyondTheLimit_areRefused() throws Exception {
        config.put("limits", new JsonObject().put("maxConnections", 1));
        TestData.file(file(), LARGE);
        open();
        try (TcpClient first = connectToDownload(SMALL_BUFFER)) {
            assertThat(first.number()).isEqualTo(LARGE);
            try (TcpClient second = connectToDownload()) {
                assertThat(second.reply()).isEqualTo(-8);
            }
        }
    }

    @Test
    void badName_failsTheDeployment() {
        set("downloadFile", "../file");
        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tcp.downloadFile: ")
                .hasMessageContaining("../file");
    }

    @Test
    @Tag("slow")
    void fileBeyond2GiB_isComplete() throws Exception {
        long size = 3L << 30;
        Files.createDirectories(file().getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - 1);
            sparse.write(7);
        }
        open();
        try (TcpClient client = connectToDownload()) {
            assertThat(client.number()).isEqualTo(size);
            byte[] buffer = new byte[1 << 20];
            long count = 0;
            int last = -1;
            for (int n = client.in().read(buffer); n >= 0; n = client.in().read(buffer)) {
                count += n;
                last = buffer[n - 1];
            }
            assertThat(count).isEqualTo(size);
            assertThat(last).isEqualTo(7);
        }
    }

    private Path file() {
        return root.resolve("folder/file.bin");
    }

    private void open(Way way) throws Exception {
        if (way == Way.CHUNKS) {
            useStore(localStore());
        }
        open();
    }

    private FaultyStore localStore() throws Exception {
        return new FaultyStore(LocalFileStore.open(vertx, root).await(20, TimeUnit.SECONDS));
    }

    private TcpClient connectToDownload() throws IOException {
        return connectToDownload(0);
    }

    private TcpClient connectToDownload(int receiveBytes) throws IOException {
        return TcpClient.connect(Listeners.port(vertx, Listener.TCP_DOWNLOAD), receiveBytes);
    }

    private void truncate(long size) throws IOException {
        try (RandomAccessFile truncating = new RandomAccessFile(file().toFile(), "rw")) {
            truncating.setLength(size);
        }
    }

    /** Even a client that does not know the size gets an error. */
    private static void assertResets(TcpClient client) {
        assertThatThrownBy(() -> client.in().transferTo(java.io.OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }

    private void awaitRunning() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().stream().anyMatch(t -> t.byteCount() > 0));
    }

    private void awaitNothingRunning() {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }
}
