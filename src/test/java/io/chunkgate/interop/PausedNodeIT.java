package io.chunkgate.interop;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.config.S3Config;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three packaged gateways with one bucket, of which one is paused for longer than the others wait for it. */
class PausedNodeIT {
    private static final int NODES = 3;
    private static final int SIZE = 24 * 1024 * 1024;
    private static final int HALF = SIZE / 2;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final Duration LONG = Duration.ofMinutes(1);
    /** Longer than JGroups waits for a silent member. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    @TempDir
    private Path root;

    @Test
    void uploadOfThePausedNode_continuesElsewhere_andTheNodeIsAMemberAgain() throws Exception {
        Vertx vertx = Vertx.vertx();
        S3Config bucket = S3Server.shared().newBucket();
        try (PackagedCluster nodes =
                PackagedCluster.start(vertx, NODES, root, () -> PackagedGateway.serveBucket(root, bucket))) {
            UploadRequest request = new UploadRequest("paused.bin", OptionalLong.of(SIZE), true);
            RemoteUpload begun = await(nodes.client(0, Listener.HTTP).create(request));
            await(begun.write(bytes(0, HALF)));
            Future<Buffer> followed = nodes.follow(2, Listener.GRPC, "paused.bin");
            signal(nodes.get(0), "STOP");

            RemoteUpload resumed = await(nodes.client(1, Listener.TCP).resume(begun.id(), request));
            await(resumed.write(bytes((int) resumed.offset(), SIZE)));
            RemoteFile published = await(resumed.commit(TestData.sha256(BYTES)));
            eventually(LONG, () -> followed, followed::isComplete);
            assertThat(await(followed).getBytes()).isEqualTo(BYTES);
            nodes.awaitNodes(1, NODES - 1);

            Thread.sleep(PAUSE.toMillis());
            signal(nodes.get(0), "CONT");
            nodes.awaitAll();

            RemoteFile found = await(nodes.client(0, Listener.HTTP).stat("paused.bin"));
            assertThat(found.etag()).isEqualTo(published.etag());
            RemoteUpload next = await(
                    nodes.client(1, Listener.HTTP).create(new UploadRequest("next.bin", OptionalLong.of(SIZE), true)));
            Future<Buffer> followedHere = nodes.follow(0, Listener.HTTP, "next.bin");
            await(next.write(bytes(0, SIZE)));
            await(next.commit(TestData.sha256(BYTES)));
            assertThat(await(followedHere).getBytes()).isEqualTo(BYTES);
        }
        await(vertx.close());
    }

    private static void signal(PackagedGateway node, String name) {
        Command.bash("kill -s \"$1\" \"$2\"", name, node.pid())
                .run()
                .succeeded(); // The shell's own: no package is needed.
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }
}
