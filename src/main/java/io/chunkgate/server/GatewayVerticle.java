package io.chunkgate.server;

import io.chunkgate.access.Access;
import io.chunkgate.access.RunningOperations;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LiveConfig;
import io.chunkgate.config.SettingFile;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.health.EventLoops;
import io.chunkgate.server.health.ServerHealth;
import io.chunkgate.server.net.Listener;
import io.chunkgate.server.net.SharedResource;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.TransferLimits;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server of the gateway as a verticle that anyone can deploy: configured by {@code config()} alone (the tree of
 * {@code conf/chunkgate.json}, every key optional), in any Vert.x, in any number of instances. All instances of all servers
 * in one Vert.x share the store and the registry of transfers.
 */
public abstract class GatewayVerticle extends VerticleBase {
    /** Added to the drain time for operations of the store that the end of a connection begins. */
    private static final long SETTLE_MILLIS = 2000;

    /** Period at which files of the operator (tokens, rules, certificates) are checked for changes. */
    private static final long REFRESH_MILLIS = 1000;

    private final PendingOperations pending = new PendingOperations();
    private final RunningOperations running = new RunningOperations();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private Runnable onStop = () -> {};
    private @Nullable SharedResource<Future<SharedStore>> store;
    private volatile @Nullable SharedResource<Observers> observers;

    /** Fails with a {@link ConfigException} for a bad configuration, with the store's or the socket's error otherwise. */
    @Override
    public final Future<?> start() {
        GatewayConfig config;
        try {
            config = GatewayConfig.from(config());
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        FaultScope.catchIn(vertx, context);
        Access access = Access.of(vertx, config);
        ServerTls tls = ServerTls.of(vertx, config);
        return runBlocking(() -> {
                    SettingFile.requireOutside(config);
                    access.load();
                    tls.load();
                    observers = Observers.acquire(vertx, config);
                })
                .compose(loaded -> start(config, access, tls))
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    private Future<?> start(GatewayConfig config, Access access, ServerTls tls) {
        SharedResource<Future<SharedStore>> acquired = SharedStore.acquire(vertx, config);
        store = acquired;
        LiveConfig live = LiveConfig.of(vertx, config);
        // Another instance may open the store, on another event loop.
        return VertxInternals.onContext(context, acquired.value())
                .compose(opened -> open(new ServerContext(
                        vertx,
                        live,
                        opened.store(),
                        opened.cluster(),
                        opened.usages(),
                        access,
                        tls,
                        Transfers.of(vertx),
                        TransferLimits.of(vertx, live),
                        pending,
                        running,
                        health(config, opened))))
                .onSuccess(opened -> {
                    watchFiles(access, tls);
                    recheck(access, config.access().recheckMs());
                });
    }

    private ServerHealth health(GatewayConfig config, SharedStore opened) {
        EventLoops loops = EventLoops.of(vertx, config.server().healthTimeoutMs());
        loops.add(context);
        ServerHealth created = new ServerHealth(loops, opened.health());
        onStop = () -> {
            loops.remove(context);
            created.drain();
        };
        return created;
    }

    /** Twice in the time, as a change may come just after a check. */
    private void recheck(Access access, int withinMillis) {
        if (!access.isOpen()) {
            vertx.setPeriodic(
                    withinMillis / 2, timer -> runBlocking(access::refresh).onSuccess(read -> running.checkAll()));
        }
    }

    private void watchFiles(Access access, ServerTls tls) {
        if (access.isOpen() && !tls.isOn()) {
            return;
        }
        AtomicReference<Object> used = new AtomicReference<>(tls.version());
        vertx.setPeriodic(REFRESH_MILLIS, timer -> runBlocking(() -> {
                    access.refresh();
                    tls.refresh();
                })
                .onSuccess(refreshed -> {
                    Object version = tls.version();
                    if (used.getAndSet(version) != version) {
                        renew(tls.renewed());
                    }
                }));
    }

    private Future<Void> runBlocking(Runnable work) {
        return vertx.executeBlocking(() -> {
            work.run();
            return null;
        });
    }

    /** Lets running transfers end within the configured time, aborts the rest, and releases the store. */
    @Override
    public final Future<?> stop() {
        onStop.run();
        return close().eventually(this::settled)
                .eventually(() -> {
                    endpoints.forEach(Endpoints.of(vertx)::remove);
                    endpoints.clear();
                    return release(store);
                })
                .eventually(() -> release(observers))
                .onComplete(released -> {
                    store = null;
                    observers = null;
                });
    }

    private static Future<Void> release(@Nullable SharedResource<?> resource) {
        return resource == null ? Future.succeededFuture() : resource.release();
    }

    /** Completes after a time in any case: a store that hangs does not keep the gateway from stopping. */
    private Future<?> settled() {
        return Future.any(pending.settled(), vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Starts to listen, and calls {@link #addEndpoint} for every address. */
    protected abstract Future<?> open(ServerContext context);

    /** Uses another certificate for new connections; called only where there is TLS. */
    protected abstract void renew(ServerSSLOptions options);

    /** Stops to listen and drains; called once, also when {@link #open} failed half-way. */
    protected abstract Future<?> close();

    /** Maps a failure to listen to a {@link ListenException} that names the setting to change. */
    protected final <S> Future<S> bound(Listener listener, String host, int port, Future<S> listening) {
        return listening.recover(cause -> Future.failedFuture(ListenException.of(listener, host, port, cause)));
    }

    /** Publishes an address that this server listens on. */
    protected final void addEndpoint(Listener listener, String host, int port) {
        Endpoint endpoint = new Endpoint(listener, host, port);
        endpoints.add(endpoint);
        Endpoints.of(vertx).add(endpoint);
    }
}
