package io.chunkgate;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Ports;
import io.chunkgate.testkit.TestData;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploys the server verticles in a clustered Vert.x of the user. The documentation shows the same lines. */
@Tag("slow")
class ClusteredVerticlesTest {
    @Test
    void verticlesInUserCluster_shareOneFolder_andSeeEachOther(@TempDir Path root) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1_000_000);
        System.setProperty("chunkgate.cluster.port", Integer.toString(Ports.free()));
        System.setProperty(
                "chunkgate.cluster.hosts", "127.0.0.1[" + System.getProperty("chunkgate.cluster.port") + "]");
        Vertx first = start(root).await(60, TimeUnit.SECONDS);
        Vertx second = start(root).await(60, TimeUnit.SECONDS);
        try {
            HttpProbe http = HttpProbe.of(first);
            eventually(() -> nodeCount(http), () -> nodeCount(http) == 2);
            assertThat(http.get("/files/file.bin", Map.of()).body()).isEqualTo(bytes);
        } finally {
            second.close().await(60, TimeUnit.SECONDS);
            first.close().await(60, TimeUnit.SECONDS);
        }
    }

    private static Future<Vertx> start(Path root) {
        System.setProperty("vertx.jgroups.config", "cluster-localhost.xml");
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        JsonObject config = new JsonObject()
                .put("store", new JsonObject().put("root", "/srv/files"))
                .put("cluster", new JsonObject().put("enabled", true).put("sharedStore", true));
        onAnyPort(config, root);
        DeploymentOptions servers = new DeploymentOptions().setConfig(config).setInstances(4);

        return Vertx.builder()
                .with(options)
                .withClusterManager(new InfinispanClusterManager())
                .buildClustered()
                .compose(vertx -> vertx.deployVerticle("io.chunkgate.http.HttpServerVerticle", servers)
                        .compose(http -> vertx.deployVerticle("io.chunkgate.grpc.GrpcServerVerticle", servers))
                        .map(vertx));
    }

    private static void onAnyPort(JsonObject config, Path root) {
        config.getJsonObject("store").put("root", root.toString());
        config.put("http", new JsonObject().put("port", 0)).put("grpc", new JsonObject().put("port", 0));
    }

    private static int nodeCount(HttpProbe http) {
        try {
            return http.get("/cluster", Map.of()).json().getJsonArray("nodes").size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
