package io.chunkgate.interop;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Ports;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Packaged gateways in a cluster of Infinispan and JGroups, named node0, node1 and so on. */
final class PackagedCluster implements AutoCloseable {
    private static final int LISTENERS = 3;
    private static final Duration START = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final List<PackagedGateway> nodes = new ArrayList<>();

    private PackagedCluster(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts the nodes, one after the other, and waits until each knows all.
     *
     * @param root  the folder of every node
     * @param serve returns the command that serves the shared store, with other fixed ports each time
     */
    static PackagedCluster start(Vertx vertx, int size, Path root, Supplier<Command> serve) {
        PackagedCluster cluster = new PackagedCluster(vertx);
        try {
            cluster.start(size, root, serve);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.nodes.forEach(PackagedGateway::kill);
            throw e;
        }
    }

    private void start(int size, Path root, Supplier<Command> serve) {
        int port = Ports.free();
        for (int i = 0; i < size; i++) {
            String name = "node" + i;
            Command command = serve.get()
                    .with("--cluster", "--set", "cluster.nodeName=" + name)
                    .with("--set", "server.drainTimeoutMs=1000")
                    .withEnvironment(
                            "JAVA_OPTS",
                            "-Dchunkgate.cluster.port=" + port + " -Dchunkgate.cluster.hosts=127.0.0.1[" + port + "]");
            nodes.add(PackagedGateway.start(command, root));
        }
        awaitAll();
    }

    PackagedGateway get(int node) {
        return nodes.get(node);
    }

    List<Integer> ports(Listener listener) {
        return nodes.stream().map(node -> node.port(listener)).toList();
    }

    GatewayClient client(int node, Listener listener) {
        String scheme = listener == Listener.HTTP ? "http" : listener == Listener.GRPC ? "grpc" : "tcp";
        return GatewayClient.of(
                vertx, new GatewayUrl(scheme, "127.0.0.1", nodes.get(node).port(listener), ""));
    }

    /** Returns the bytes of a running upload, as a node delivers them until it is published; the node has accepted the request. */
    Future<Buffer> follow(int node, Listener listener, String name) {
        ReadRequest request = new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), true);
        return collect(await(client(node, listener).read(request)));
    }

    private static Future<Buffer> collect(RemoteRead read) {
        Promise<Buffer> all = Promise.promise();
        Buffer bytes = Buffer.buffer();
        read.bytes()
                .handler(bytes::appendBuffer)
                .endHandler(end -> all.complete(bytes))
                .exceptionHandler(all::fail)
                .resume();
        return all.future();
    }

    /** Stops a node and starts it again; returns when each node knows all. */
    void restart(int node) {
        nodes.get(node).stop();
        startAgain(node);
    }

    /** Starts a node that has ended; returns when each node knows all. */
    void startAgain(int node) {
        nodes.set(node, nodes.get(node).startAgain());
        awaitAll();
    }

    /** Waits until each node knows all. */
    void awaitAll() {
        for (int node = 0; node < nodes.size(); node++) {
            awaitNodes(node, nodes.size());
        }
    }

    /** Waits until a node knows so many, itself included. */
    void awaitNodes(int node, int count) {
        eventually(
                START,
                () -> describe(node),
                () -> describe(node).getJsonArray("nodes").stream()
                                .filter(shown -> ((JsonObject) shown)
                                                .getJsonArray("listeners")
                                                .size()
                                        == LISTENERS)
                                .count()
                        == count);
    }

    /** What {@code GET /cluster} of a node shows. */
    JsonObject describe(int node) {
        Buffer shown = await(CheckedVertx.retain(vertx.createHttpClient())
                .request(HttpMethod.GET, nodes.get(node).port(Listener.HTTP), "127.0.0.1", "/cluster")
                .compose(request -> request.send().compose(HttpClientResponse::body)));
        return new JsonObject(shown);
    }

    /** Stops the nodes, and fails the test if one did not stop gracefully or reported a fault. */
    @Override
    public void close() {
        assertAll(nodes.stream().map(node -> node::close));
    }
}
