package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.TestData;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deploys the server verticles in a Vert.x of the user. The documentation shows the same lines. */
@ExtendWith(CheckedVertx.class)
class EmbeddedVerticlesTest {
    @Test
    void verticlesDeployedByName_serveTogether_andLeaveNothingOpen(Vertx vertx, @TempDir Path root) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 100_000);
        deploy(vertx, root).await(20, TimeUnit.SECONDS);

        assertThat(Endpoints.of(vertx).list())
                .extracting(Endpoint::listener)
                .containsExactlyInAnyOrder(Listener.HTTP, Listener.GRPC, Listener.TCP);
        assertThat(download(vertx)).isEqualTo(bytes);

        for (String deployment : vertx.deploymentIDs()) {
            vertx.undeploy(deployment).await(20, TimeUnit.SECONDS);
        }
        assertThat(Endpoints.of(vertx).list()).isEmpty();
    }

    private static Future<?> deploy(Vertx vertx, Path root) {
        JsonObject config = new JsonObject()
                .put("store", new JsonObject().put("root", "/srv/files"))
                .put("http", new JsonObject().put("port", 8080));
        onAnyPort(config, root);
        DeploymentOptions options = new DeploymentOptions().setConfig(config).setInstances(4);

        return Future.all(
                vertx.deployVerticle("io.chunkgate.http.HttpServerVerticle", options),
                vertx.deployVerticle("io.chunkgate.grpc.GrpcServerVerticle", options),
                vertx.deployVerticle("io.chunkgate.tcp.TcpServerVerticle", options));
    }

    private static void onAnyPort(JsonObject config, Path root) {
        config.getJsonObject("store").put("root", root.toString());
        config.getJsonObject("http").put("port", 0);
        config.put("grpc", new JsonObject().put("port", 0)).put("tcp", new JsonObject().put("port", 0));
    }

    private static byte[] download(Vertx vertx) throws Exception {
        int port = Endpoints.of(vertx).find(Listener.HTTP).orElseThrow().port();
        return CheckedVertx.retain(vertx.createHttpClient())
                .request(HttpMethod.GET, port, "127.0.0.1", "/files/file.bin")
                // Read in the handler of the response: later the body would be lost.
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .await(20, TimeUnit.SECONDS)
                .getBytes();
    }
}
