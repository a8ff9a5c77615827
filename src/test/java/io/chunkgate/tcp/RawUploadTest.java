package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawUploadTest extends TcpServerTestBase {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 5_000_000})
    void bytes_becomeAFileWithTheConfiguredName(int size) throws Exception {
        open();
        byte[] bytes = TestData.bytes(size);
        try (TcpClient client = connect()) {
            client.size(size).send(bytes);
            assertThat(client.reply()).isEqualTo(size);
        }
        Path file = onlyPublished();
        assertThat(file).hasBinaryContent(bytes);
        assertThat(root.relativize(file).toString()).matches("incoming/\\d{8}-\\d{6}-[0-9a-f]{12}\\.bin");
    }

    @Test
    void bytesInSegmentsOfOne_areTheSameFile() throws Exception {
        open();
        byte[] bytes = TestData.bytes(3000);
        try (TcpClient client = connect()) {
            client.size(bytes.length).sendOneByOne(bytes);
            assertThat(client.reply()).isEqualTo(bytes.length);
        }
        assertThat(onlyPublished()).hasBinaryContent(bytes);
    }

    @Test
    void bytesPastTheSize_areIgnored() throws Exception {
        open();
        byte[] bytes = TestData.bytes(200_000);
        try (TcpClient client = connect()) {
            client.size(1000).send(bytes);
            assertThat(client.reply()).isEqualTo(1000);
        }
        assertThat(Files.readAllBytes(onlyPublished())).hasSize(1000).isEqualTo(java.util.Arrays.copyOf(bytes, 1000));
    }

    @Test
    void clientThatEndsItsSideAfterTheBytes_getsTheReply() throws Exception {
        open();
        byte[] bytes = TestData.bytes(3_000_000);
        try (TcpClient client = connect()) {
            client.size(bytes.length).send(bytes).endOutput();
            assertThat(client.reply()).isEqualTo(bytes.length);
        }
        assertThat(onlyPublished()).hasBinaryContent(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_000_000})
    void clientThatNeverReadsTheReply_hasItsFileStored(int size) throws Exception {
        open();
        byte[] bytes = TestData.bytes(size);
        connect().size(size).send(bytes).leave();
        eventually(this::publishedNow, () -> publishedNow().size() == 1);
        assertThat(onlyPublished()).hasBinaryContent(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2_999_999})
    void truncatedUpload_isDataLoss_andPublishesNothing(int sent) throws Exception {
        open();
        try (TcpClient client = connect()) {
            client.size(3_000_000).send(TestData.bytes(sent)).endOutput();
            assertThat(client.reply()).isEqualTo(-15);
        }
        eventually(this::running, () -> running().isEmpty());
        assertNothingStored();
    }

    @Test
    void clientThatResets_leavesNothing() throws Exception {
        open();
        TcpClient client = connect().size(3_000_000).send(TestData.bytes(1_000_000));
        eventually(this::running, () -> !running().isEmpty());
        client.reset();
        eventually(this::running, () -> running().isEmpty());
        assertNothingStored();
    }

    @Test
    void clientThatLeavesInTheMiddle_leavesNothing() throws Exception {
        open();
        connect().size(3_000_000).send(TestData.bytes(1_000_000)).leave();
        eventually(this::running, () -> running().isEmpty());
        assertNothingStored();
    }

    @Test
    void silentClient_endsWithTheIdleTimeout() throws Exception {
        set("idleTimeoutMs", 500);
        open();
        try (TcpClient client = connect()) {
            client.size(10).send(new byte[9]);
            assertThat(client.reply()).isEqualTo(-4);
        }
        eventually(this::running, () -> running().isEmpty());
        assertNothingStored();
    }

    @Test
    void parallelUploads_doNotMix() throws Exception {
        open();
        byte[] bytes = TestData.bytes(1_000_000);
        try (TcpClient whole = connect().size(bytes.length);
                TcpClient half = connect().size(bytes.length / 2)) {
            whole.send(bytes, 0, 400_000);
            half.send(bytes, 0, 400_000);
            half.send(bytes, 400_000, 500_000);
            whole.send(bytes, 400_000, 1_000_000);
            assertThat(whole.reply()).isEqualTo(1_000_000);
            assertThat(half.reply()).isEqualTo(500_000);
        }
        assertThat(published()).hasSize(2).allSatisfy(file -> assertThat(Files.readAllBytes(file))
                .isEqualTo(java.util.Arrays.copyOf(bytes, (int) Files.size(file))));
    }

    @Test
    void runningUpload_isInTheRegistry() throws Exception {
        open();
        try (TcpClient client = connect().size(600_000).send(new byte[599_999])) {
            eventually(this::running, () -> running().stream().anyMatch(transfer -> transfer.byteCount() > 0));
            Transfer transfer = running().get(0);
            assertThat(transfer.clientId().listener()).isEqualTo("tcp");
            assertThat(transfer.direction()).isEqualTo(Direction.UPLOAD);
            assertThat(transfer.name().value()).startsWith("incoming/");
            assertThat(transfer.clientId().peer()).startsWith("127.0.0.1:");
            client.send(new byte[1]);
            assertThat(client.reply()).isEqualTo(600_000);
        }
        eventually(this::running, () -> running().isEmpty());
    }

    @Test
    void nameThatIsAFolder_isRefused() throws Exception {
        set("bareNameTemplate", "folder");
        Files.createDirectories(root.resolve("folder"));
        open();
        try (TcpClient client = connect().size(3).send(new byte[3])) {
            assertThat(client.reply()).isEqualTo(-9);
        }
    }

    @Test
    void uploadWithinTheDrainTime_isStored() throws Exception {
        String id = open();
        byte[] bytes = TestData.bytes(1_000_000);
        try (TcpClient client = connect().size(bytes.length).send(bytes, 0, 500_000)) {
            eventually(this::running, () -> !running().isEmpty());
            Future<Void> closing = vertx.undeploy(id);
            awaitClosedToOthers();
            client.send(bytes, 500_000, 1_000_000);
            assertThat(client.reply()).isEqualTo(bytes.length);
            closing.await(20, TimeUnit.SECONDS);
        }
        assertThat(published()).anySatisfy(file -> assertThat(file).hasBinaryContent(bytes));
    }

    @Test
    void uploadBeyondTheDrainTime_isUnavailable() throws Exception {
        config.put("server", new io.vertx.core.json.JsonObject().put("drainTimeoutMs", 50));
        String id = open();
        try (TcpClient client = connect().size(1_000_000).send(new byte[500_000])) {
            eventually(this::running, () -> !running().isEmpty());
            Future<Void> closing = vertx.undeploy(id);
            assertThat(client.reply()).isEqualTo(-14);
            closing.await(20, TimeUnit.SECONDS);
        }
        assertThat(running()).isEmpty();
        assertNothingStored();
    }

    @Test
    void clientInItsHandshake_isClosedWhenTheGatewayStops() throws Exception {
        String id = open();
        try (TcpClient client = connect().send(new byte[5]);
                TcpClient uploading = connect().size(1)) {
            eventually(this::running, () -> !running().isEmpty());
            Future<Void> closing = vertx.undeploy(id);
            assertThat(client.reply()).isEqualTo(-14);
            uploading.send(new byte[1]);
            assertThat(uploading.reply()).isEqualTo(1);
            closing.await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("slow")
    void fileBeyond2GiB_isStored() throws Exception {
        open();
        byte[] mebibyte = TestData.bytes(1024 * 1024);
        int count = 3 * 1024;
        long size = (long) count * mebibyte.length;
        try (TcpClient client = connect().size(size)) {
            for (int i = 0; i < count; i++) {
                mebibyte[0] = (byte) i;
                client.send(mebibyte);
            }
            assertThat(client.reply()).isEqualTo(size);
        }
        assertThat(onlyPublished()).hasSize(size);
    }

    /** A draining server refuses new connections. */
    private void awaitClosedToOthers() {
        eventually(() -> "still open", () -> {
            try (TcpClient probe = connect().size(0)) {
                return probe.reply() == -14;
            } catch (IOException refused) {
                return true;
            }
        });
    }

    private List<Transfer> running() {
        return Transfers.of(vertx).running();
    }

    private List<Path> publishedNow() {
        try {
            return published();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path onlyPublished() throws IOException {
        assertThat(published()).hasSize(1);
        return published().get(0);
    }
}
