package io.chunkgate.testkit;

import io.chunkgate.server.Endpoints;
import io.chunkgate.server.net.Listener;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Deploys server verticles by class name with a JSON configuration, in several instances, as users do. */
public final class Listeners {
    private static final int INSTANCES = 2;

    private Listeners() {}

    /** A configuration with the folder as store and any free port for every listener. */
    public static JsonObject config(Path root) {
        JsonObject anyPort = new JsonObject().put("port", 0);
        return new JsonObject()
                .put("store", new JsonObject().put("root", root.toString()))
                .put("http", anyPort.copy())
                .put("grpc", anyPort.copy())
                .put("tcp", anyPort.copy());
    }

    /** Deploys a server verticle and returns its deployment id. */
    public static String open(Vertx vertx, String className, JsonObject config) throws Exception {
        DeploymentOptions options = new DeploymentOptions().setConfig(config).setInstances(INSTANCES);
        return vertx.deployVerticle(className, options).await(20, TimeUnit.SECONDS);
    }

    public static int port(Vertx vertx, Listener listener) {
        return Endpoints.of(vertx).find(listener).orElseThrow().port();
    }
}
