package io.chunkgate.server;

import io.chunkgate.access.Access;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.TransferLimits;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A door of the gateway as a verticle that anyone can deploy: configured by {@code config()} alone (the tree of
 * {@code conf/chunkgate.json}, every key optional), in any Vert.x, in as many instances as wanted. All instances of all
 * doors in one Vert.x share the store and the registry of transfers.
 */
public abstract class GatewayVerticle extends VerticleBase {
    /** Beyond the drain time, for the store to take in what was cut off. */
    private static final long SETTLE_MILLIS = 2000;

    /** How often is looked whether files of the operator have changed: those of tokens, rules, certificates. */
    private static final long REFRESH_MILLIS = 1000;

    private final PendingOperations pending = new PendingOperations();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private @Nullable SharedStore shared;
    private volatile @Nullable Observers observers;

    /** Fails with a {@link ConfigException} for a bad configuration, with the store's or the socket's error otherwise. */
    @Override
    public final Future<?> start() {
        GatewayConfig config;
        try {
            config = GatewayConfig.from(config());
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        Access access = Access.of(vertx, config);
        ServerTls tls = ServerTls.of(vertx, config);
        return reading(() -> {
                    access.load();
                    tls.load();
                    observers = Observers.acquire(vertx, config);
                })
                .compose(loaded -> start(config, access, tls))
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    private Future<?> start(GatewayConfig config, Access access, ServerTls tls) {
        SharedStore acquired = SharedStore.acquire(vertx, config);
        shared = acquired;
        return onOwnContext(acquired.stores())
                .compose(stores -> open(new ServerContext(
                        vertx,
                        config,
                        stores.store(),
                        stores.cluster(),
                        stores.usages(),
                        access,
                        tls,
                        Transfers.of(vertx),
                        TransferLimits.of(vertx, config.limits()),
                        Access.ANONYMOUS,
                        pending)))
                .onSuccess(opened -> watch(access, tls));
    }

    /** Takes over what an operator changes in files. */
    private void watch(Access access, ServerTls tls) {
        if (access.isOpen() && !tls.isOn()) {
            return;
        }
        AtomicReference<Object> used = new AtomicReference<>(tls.version());
        vertx.setPeriodic(REFRESH_MILLIS, timer -> reading(() -> {
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

    /** Does what reads or writes files. */
    private Future<Void> reading(Runnable work) {
        return vertx.executeBlocking(() -> {
            work.run();
            return null;
        });
    }

    /** The store is opened by another instance, maybe, and its event loop is not the one to listen on. */
    private <T> Future<T> onOwnContext(Future<T> result) {
        PromiseInternal<T> here = ((ContextInternal) context).promise();
        result.onComplete(here);
        return here.future();
    }

    /** Lets running transfers end within the configured time, ends the rest visibly, and gives the store back. */
    @Override
    public final Future<?> stop() {
        SharedStore acquired = shared;
        shared = null;
        return close().eventually(this::settled)
                .eventually(() -> {
                    endpoints.forEach(Endpoints.of(vertx)::remove);
                    endpoints.clear();
                    return acquired == null ? Future.succeededFuture() : acquired.release();
                })
                .eventually(this::dismiss);
    }

    /** Lets them write down what they know. */
    private Future<?> dismiss() {
        Observers acquired = observers;
        observers = null;
        return acquired == null ? Future.succeededFuture() : reading(acquired::release);
    }

    /** A store that hangs does not keep the gateway from stopping. */
    private Future<?> settled() {
        return Future.any(pending.settled(), vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Starts to listen; every address goes to {@link #listens}. */
    protected abstract Future<?> open(ServerContext context);

    /** Uses another certificate for new connections; called only where there is TLS. */
    protected abstract void renew(ServerSSLOptions options);

    /** Stops to listen and drains; called once, also when {@link #open} failed half-way. */
    protected abstract Future<?> close();

    /** The outcome of listening, with a {@link ListenException} that says which setting to change where it failed. */
    protected final <S> Future<S> bound(Listener listener, String host, int port, Future<S> listening) {
        return listening.recover(cause -> Future.failedFuture(ListenException.of(listener, host, port, cause)));
    }

    /** Tells others in this Vert.x where this door listens. */
    protected final void listens(Listener listener, String host, int port) {
        Endpoint endpoint = new Endpoint(listener, host, port);
        endpoints.add(endpoint);
        Endpoints.of(vertx).add(endpoint);
    }
}
