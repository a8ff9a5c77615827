package io.chunkgate.server.launch;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LiveConfig;
import io.chunkgate.config.SettingFile;
import io.chunkgate.grpc.GrpcServerVerticle;
import io.chunkgate.http.HttpServerVerticle;
import io.chunkgate.server.ConfiguredPorts;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.server.ListenException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.tcp.TcpServerVerticle;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: the enabled servers in a Vert.x of their own. Safe for any thread. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** What transfers that were cut need to release their files. */
    private static final int RELEASE_SECONDS = 1;
    /** The cluster manager may wait longer for a node that stopped at the same time, when everything of this one is closed. */
    private static final long CLOSE_SECONDS = 2;

    private final Vertx vertx;
    private final LiveConfig config;

    private Gateway(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = LiveConfig.of(vertx, config);
    }

    /**
     * Starts the servers one after the other. When one fails, everything is closed again and the future fails: with
     * {@link ConfigException} for an invalid setting, with {@link StartException} for other causes that the operator can
     * remove, with the error itself otherwise. Waits while the store is away.
     */
    public static Future<Gateway> start(GatewayConfig config) {
        return start(config, true);
    }

    /**
     * As {@link #start(GatewayConfig)}.
     *
     * @param waits whether a store that is away is waited for; else the future fails with a {@link StartException} that is
     *              {@link StartException#isTemporary}
     */
    public static Future<Gateway> start(GatewayConfig config, boolean waits) {
        List<Class<? extends GatewayVerticle>> servers = enabledServers(config);
        try {
            ConfiguredPorts.require(config);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        SettingFile.of(config).forEach(Gateway::warnIfExposed);
        return GatewayVertx.create(config).compose(vertx -> start(vertx, servers, config, waits));
    }

    private static void warnIfExposed(SettingFile file) {
        file.exposure().ifPresent(found -> LOG.warn("The file of {} is exposed: {}", file.setting(), found));
    }

    private static Future<Gateway> start(
            Vertx vertx, List<Class<? extends GatewayVerticle>> servers, GatewayConfig config, boolean waits) {
        Future<?> started = Future.succeededFuture();
        for (Class<? extends GatewayVerticle> server : servers) {
            Supplier<Future<String>> start = () -> vertx.deployVerticle(server, options(config));
            started = started.compose(before -> waits ? StoreWait.repeat(vertx, start) : start.get());
        }
        return started.onSuccess(deployed -> MemoryRelease.watch(vertx))
                .map(new Gateway(vertx, config))
                .recover(cause -> vertx.close().transform(closed -> Future.failedFuture(startFailure(cause))));
    }

    /** Returns the addresses of the listeners, with real ports. */
    public List<Endpoint> endpoints() {
        return Endpoints.of(vertx).list();
    }

    /** Returns the count of running downloads and uploads. */
    public int transferCount() {
        return Transfers.of(vertx).running().size();
    }

    /** Uses another configuration as far as that is possible while the gateway runs. */
    public LiveConfig.Changes reload(GatewayConfig next) {
        return config.replace(next);
    }

    /**
     * Stops listening, lets running transfers end within {@code server.drainTimeoutMs}, cancels the rest, and closes
     * everything. The verticles are undeployed first: closing Vert.x would leave the cluster before they drain.
     */
    public Future<Void> stop() {
        Future<Void> drained = DrainEnd.begin(vertx, config.current().server().drainTimeoutMs());
        List<Future<Void>> undeployed =
                vertx.deploymentIDs().stream().map(vertx::undeploy).toList();
        return (undeployed.isEmpty() ? Future.succeededFuture() : Future.join(undeployed))
                .transform(undeployment -> drained.timeout(RELEASE_SECONDS, TimeUnit.SECONDS))
                .transform(ended -> vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS))
                .recover(cause ->
                        cause instanceof TimeoutException ? Future.succeededFuture() : Future.failedFuture(cause));
    }

    private static List<Class<? extends GatewayVerticle>> enabledServers(GatewayConfig config) {
        List<Class<? extends GatewayVerticle>> servers = new ArrayList<>();
        if (config.http().enabled()) {
            servers.add(HttpServerVerticle.class);
        }
        if (config.grpc().enabled()) {
            servers.add(GrpcServerVerticle.class);
        }
        if (config.tcp().enabled()) {
            servers.add(TcpServerVerticle.class);
        }
        return servers;
    }

    private static DeploymentOptions options(GatewayConfig config) {
        int instances = config.server().instances();
        return new DeploymentOptions()
                .setInstances(instances == 0 ? GatewayVertx.EVENT_LOOPS : instances)
                .setConfig(config.toJson());
    }

    private static Throwable startFailure(Throwable cause) {
        boolean forOperator = cause instanceof ListenException
                || (cause instanceof StoreException failure && failure.code() != ErrorCode.INTERNAL);
        return forOperator ? new StartException(String.valueOf(cause.getMessage()), cause) : cause;
    }
}
