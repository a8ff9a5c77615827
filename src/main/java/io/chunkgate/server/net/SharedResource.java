package io.chunkgate.server.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A resource that verticles of one Vert.x share: the first that acquires it creates it, the last that releases it closes it.
 *
 * @param <T> the resource
 */
public final class SharedResource<T> {
    private final T value;
    private final CloseFuture user;

    private SharedResource(T value, CloseFuture user) {
        this.value = value;
        this.user = user;
    }

    /**
     * Acquires the resource; call {@link #release} once for each call.
     *
     * @param kind   the kind of the resource
     * @param key    which one of the kind, for example the configuration that it is made from
     * @param create creates the resource; what it throws, this method throws
     * @param close  closes the resource
     */
    public static <T> SharedResource<T> acquire(
            Vertx vertx, String kind, String key, Supplier<T> create, Function<T, Future<Void>> close) {
        CloseFuture user = new CloseFuture();
        T value = ((VertxInternal) vertx).createSharedResource("chunkgate." + kind, key, user, closing -> {
            T created = create.get();
            closing.add(closed -> close.apply(created).onComplete(closed));
            return created;
        });
        return new SharedResource<>(value, user);
    }

    /** Returns the resource. */
    public T value() {
        return value;
    }

    /** Gives up this user's share; completes when the resource is closed, if this was its last user. */
    public Future<Void> release() {
        return user.close();
    }
}
