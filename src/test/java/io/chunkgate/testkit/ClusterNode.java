package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileStore;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster in this JVM: a Vert.x with all server verticles, one instance each. Nodes use a fake cluster manager
 * instead of a network.
 */
public final class ClusterNode implements AutoCloseable {
    private static final List<String> SERVERS = List.of(
            "io.chunkgate.http.HttpServerVerticle",
            "io.chunkgate.grpc.GrpcServerVerticle",
            "io.chunkgate.tcp.TcpServerVerticle");

    private static final int DRAIN_MILLIS = 300;

    private final Vertx vertx;
    private final FileStore store;

    private ClusterNode(Vertx vertx, FileStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** A verticle without a listener that exposes the store of the server verticles. */
    private static final class StoreProbe extends GatewayVerticle {
        private @Nullable ServerContext opened;

        @Override
        protected Future<?> open(ServerContext context) {
            opened = context;
            return Future.succeededFuture();
        }

        @Override
        protected Future<?> close() {
            return Future.succeededFuture();
        }

        @Override
        protected void renew(ServerSSLOptions options) {}

        FileStore store() {
            return opened.store();
        }
    }

    /** A node that shares a folder with other nodes. */
    public static ClusterNode start(Path root, String name) {
        return start(Listeners.config(root), section(name));
    }

    /** The section {@code cluster} of a node with a shared folder. */
    public static JsonObject section(String name) {
        return new JsonObject().put("nodeName", name).put("sharedStore", true);
    }

    /** A node with any configuration; {@code cluster} replaces its section of that name. */
    public static ClusterNode start(JsonObject config, JsonObject cluster) {
        return start(new FakeClusterManager(), config, cluster);
    }

    /** As {@link #start(JsonObject, JsonObject)}, with another cluster manager. */
    public static ClusterNode start(ClusterManager manager, JsonObject config, JsonObject cluster) {
        return start(
                await(Vertx.builder()
                        .with(options())
                        .withClusterManager(manager)
                        .buildClustered()),
                config,
                cluster);
    }

    /** A node that sees no other node. */
    public static ClusterNode startAlone(JsonObject config, JsonObject cluster) {
        return start(Vertx.vertx(options()), config, cluster);
    }

    private static VertxOptions options() {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(8)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        options.getEventBusOptions().setHost("127.0.0.1");
        return options;
    }

    private static ClusterNode start(Vertx vertx, JsonObject config, JsonObject cluster) {
        JsonObject whole = config.copy()
                .put("cluster", cluster.copy().put("enabled", true))
                .put("server", new JsonObject().put("drainTimeoutMs", DRAIN_MILLIS));
        DeploymentOptions deployment = new DeploymentOptions().setConfig(whole);
        StoreProbe probe = new StoreProbe();
        await(vertx.deployVerticle(probe, deployment));
        SERVERS.forEach(server -> await(vertx.deployVerticle(server, deployment)));
        return new ClusterNode(vertx, OnContext.of(vertx, probe.store()));
    }

    /** The store of the node, for use on the thread of a test. */
    public FileStore store() {
        return store;
    }

    public Vertx vertx() {
        return vertx;
    }

    public HttpProbe http() {
        return HttpProbe.of(vertx);
    }

    /** A client of one of its listeners; closed with the node. */
    public GatewayClient client(Listener listener) {
        String scheme = listener == Listener.HTTP ? "http" : listener == Listener.GRPC ? "grpc" : "tcp";
        return GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), ""));
    }

    /** {@code GET /cluster}. */
    public JsonObject cluster() {
        try {
            return http().get("/cluster", java.util.Map.of()).json();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the node sees this number of nodes, including itself, with their listeners. */
    public ClusterNode sees(int count) {
        eventually(
                this::cluster,
                () -> cluster().getJsonArray("nodes").stream()
                                .filter(node -> ((JsonObject) node)
                                                .getJsonArray("listeners")
                                                .size()
                                        == SERVERS.size())
                                .count()
                        == count);
        return this;
    }

    /** Stops the node gracefully. */
    @Override
    public void close() {
        await(vertx.close());
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
