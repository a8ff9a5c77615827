package io.chunkgate.interop;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Balancer;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three packaged gateways with a shared folder, in a cluster of Infinispan and JGroups. The system property
 * {@code cluster.restarts} sets the rounds of the rolling restart, two by default.
 */
class ClusterIT {
    private static final int NODES = 3;
    private static final int RESTARTS = Integer.getInteger("cluster.restarts", 2);
    private static final int SIZE = 24 * 1024 * 1024;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final Duration START = Duration.ofMinutes(1);

    @TempDir
    private static Path root;

    private static PackagedCluster nodes;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        nodes = PackagedCluster.start(vertx, NODES, root, () -> PackagedGateway.serveOnFixedPorts(root)
                .with("--set", "cluster.sharedStore=true"));
    }

    @AfterAll
    static void stop() {
        nodes.close();
        await(vertx.close());
    }

    @Test
    void uploadCutOnA_resumesAtBByAnotherProtocol_andIsFollowedAtC_whileAIsKilled() {
        GatewayClient a = nodes.client(0, Listener.HTTP);
        GatewayClient b = nodes.client(1, Listener.TCP);
        GatewayClient c = nodes.client(2, Listener.HTTP);
        UploadRequest request = new UploadRequest("cut.bin", OptionalLong.of(SIZE), true);
        RemoteUpload begun = await(a.create(request));
        await(begun.write(bytes(0, SIZE / 3)));
        eventually(() -> await(c.storedBytes(begun.id())), () -> await(c.storedBytes(begun.id())) == SIZE / 3);
        Future<Buffer> all = nodes.follow(2, Listener.HTTP, "cut.bin");

        nodes.get(0).kill();
        RemoteUpload resumed = await(b.resume(begun.id(), request));
        assertThat(resumed.offset()).isEqualTo(SIZE / 3);
        int half = SIZE / 2;
        await(resumed.write(bytes((int) resumed.offset(), half)));
        await(resumed.write(bytes(half, SIZE)));
        RemoteFile published = await(resumed.commit(TestData.sha256(BYTES)));

        assertThat(published.sha256()).contains(TestData.sha256(BYTES));
        eventually(START, () -> all, all::isComplete);
        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        assertThat(root.resolve("cut.bin")).hasBinaryContent(BYTES);
        nodes.awaitNodes(1, NODES - 1);
        assertThat(nodes.describe(1).getJsonArray("departed").getJsonObject(0).getString("name"))
                .isEqualTo("node0");

        nodes.startAgain(0);
    }

    @Test
    void uploadThatAWrites_isTakenOverByB_andFollowedAtCByEveryProtocol() {
        UploadRequest request = new UploadRequest("taken.bin", OptionalLong.of(SIZE), true);
        RemoteUpload begun = await(nodes.client(0, Listener.TCP).create(request));
        await(begun.write(bytes(0, SIZE / 3)));
        GatewayClient c = nodes.client(2, Listener.HTTP);
        eventually(() -> await(c.storedBytes(begun.id())), () -> await(c.storedBytes(begun.id())) == SIZE / 3);
        List<Future<Buffer>> followers = Stream.of(Listener.HTTP, Listener.GRPC, Listener.TCP)
                .map(listener -> nodes.follow(2, listener, "taken.bin"))
                .toList();

        RemoteUpload resumed = await(nodes.client(1, Listener.GRPC).resume(begun.id(), request));
        assertThat(resumed.offset()).isEqualTo(SIZE / 3);
        for (int from = SIZE / 3; from < SIZE; from += SIZE / 6) {
            await(resumed.write(bytes(from, Math.min(SIZE, from + SIZE / 6))));
        }
        await(resumed.commit(TestData.sha256(BYTES)));

        followers.forEach(follower -> assertThat(await(follower).getBytes()).isEqualTo(BYTES));
        assertThat(root.resolve("taken.bin")).hasBinaryContent(BYTES);
    }

    @Test
    void rollingRestartsUnderLoad_failNoResumingTransfer_andCorruptNone() throws IOException {
        Files.write(root.resolve("given.bin"), BYTES);
        try (Balancer http = balancer(Listener.HTTP);
                Balancer grpc = balancer(Listener.GRPC);
                Balancer tcp = balancer(Listener.TCP)) {
            List<ClusterLoad> loads = List.of(
                    ClusterLoad.uploads(vertx, client(http.port(), "http"), "http"),
                    ClusterLoad.uploads(vertx, client(grpc.port(), "grpc"), "grpc"),
                    ClusterLoad.uploads(vertx, client(tcp.port(), "tcp"), "tcp"),
                    ClusterLoad.downloads(vertx, client(http.port(), "http"), "given.bin"),
                    ClusterLoad.downloads(vertx, client(grpc.port(), "grpc"), "given.bin"),
                    ClusterLoad.plainUploads(vertx, http.port()),
                    ClusterLoad.plainDownloads(vertx, http.port(), "given.bin", BYTES));
            for (int round = 0; round < RESTARTS; round++) {
                nodes.restart(round % NODES);
            }
            for (ClusterLoad load : loads) {
                eventually(load::doneCount, () -> load.doneCount() > 0);
                load.finish();
            }
        }
    }

    private static Balancer balancer(Listener listener) {
        return new Balancer(vertx, nodes.ports(listener));
    }

    private static GatewayClient client(int port, String scheme) {
        return GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", port, ""));
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }
}
