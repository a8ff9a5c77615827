package io.chunkgate.server.launch;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.ListenException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** A running gateway: the doors that the configuration enables, in a Vert.x of their own. Safe for any thread. */
public final class Gateway {
    private final Vertx vertx;

    private Gateway(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Opens the doors one after the other. When one cannot be opened, everything is closed again and the future fails:
     * with {@link ConfigException} for a setting, with {@link StartException} for what else the operator can change, with
     * the error itself otherwise.
     */
    public static Future<Gateway> start(GatewayConfig config) {
        List<ServerType> servers = ServerType.enabledBy(config);
        try {
            requireServers(servers);
            PortCheck.run(config);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        return GatewayVertx.create(config).compose(vertx -> start(vertx, servers, config));
    }

    private static Future<Gateway> start(Vertx vertx, List<ServerType> servers, GatewayConfig config) {
        return openAll(vertx, servers, options(config)).map(new Gateway(vertx)).recover(cause -> vertx.close()
                .transform(closed -> Future.failedFuture(explained(cause))));
    }

    /** Where the doors listen, with real ports. */
    public List<Endpoint> endpoints() {
        return Endpoints.of(vertx).list();
    }

    /** How many downloads and uploads run now. */
    public int transferCount() {
        return Transfers.of(vertx).running().size();
    }

    /**
     * Stops to listen, lets running transfers end within {@code server.drainTimeoutMs}, ends the rest, and closes
     * everything. The doors come first: Vert.x would cut what runs from other nodes before it drains them.
     */
    public Future<Void> stop() {
        List<Future<Void>> undeployed =
                vertx.deploymentIDs().stream().map(vertx::undeploy).toList();
        return (undeployed.isEmpty() ? Future.succeededFuture() : Future.join(undeployed))
                .transform(drained -> vertx.close());
    }

    private static void requireServers(List<ServerType> servers) {
        if (servers.isEmpty()) {
            throw new ConfigException(
                    "http.enabled, grpc.enabled, tcp.enabled: all false (expected: at least one true)");
        }
    }

    private static DeploymentOptions options(GatewayConfig config) {
        int instances = config.server().instances();
        return new DeploymentOptions()
                .setInstances(instances == 0 ? GatewayVertx.EVENT_LOOPS : instances)
                .setConfig(config.toJson());
    }

    private static Future<?> openAll(Vertx vertx, List<ServerType> servers, DeploymentOptions options) {
        Future<?> opened = Future.succeededFuture();
        for (ServerType server : servers) {
            opened = opened.compose(before -> vertx.deployVerticle(server.verticle(), options));
        }
        return opened;
    }

    private static Throwable explained(Throwable cause) {
        return isForTheOperator(cause) ? new StartException(String.valueOf(cause.getMessage()), cause) : cause;
    }

    private static boolean isForTheOperator(Throwable cause) {
        return cause instanceof ListenException
                || (cause instanceof StoreException refusal && refusal.code() != ErrorCode.INTERNAL);
    }
}
