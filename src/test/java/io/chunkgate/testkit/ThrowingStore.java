package io.chunkgate.testkit;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store one method of which, or of its files and uploads, has an {@link Error} instead of a result, such as that of a class
 * that can no longer be loaded. Other methods are forwarded. Works with any method of the interfaces, so that no new one is
 * forgotten.
 */
public final class ThrowingStore {
    private static final List<Class<?>> OPENED = List.of(StoredFile.class, Upload.class);

    private final Point point;
    private final AtomicInteger hits = new AtomicInteger();
    private volatile boolean armed;

    /** Where the error comes from. */
    public enum Moment {
        /** The method throws. */
        THROWN,
        /** The method returns a future that fails. */
        IN_FUTURE
    }

    /** @param owner the interface that has the method */
    public record Point(Class<?> owner, String method, Moment moment) {
        @Override
        public String toString() {
            return owner.getSimpleName() + "." + method + " " + moment;
        }
    }

    public ThrowingStore(Point point) {
        this.point = point;
    }

    /** Returns the store. */
    public FileStore over(FileStore inner) {
        return (FileStore) wrap(FileStore.class, inner);
    }

    /** Throws from now on, or not. */
    public void arm(boolean on) {
        armed = on;
        hits.set(0);
    }

    /** Whether the error has occurred since {@link #arm}. */
    public boolean isHit() {
        return hits.get() > 0;
    }

    private Object wrap(Class<?> type, Object inner) {
        InvocationHandler handler = (proxy, method, arguments) -> invoke(type, inner, method, arguments);
        return Proxy.newProxyInstance(ThrowingStore.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Object invoke(Class<?> type, Object inner, Method method, Object[] arguments) throws Throwable {
        if (armed && type == point.owner() && method.getName().equals(point.method())) {
            hits.incrementAndGet();
            if (method.getName().equals("close")) {
                method.invoke(inner, arguments); // Else nothing could close the file any more.
            }
            Error error = new NoClassDefFoundError("io/chunkgate/injected/" + point.method());
            if (point.moment() == Moment.THROWN) {
                throw error;
            }
            return Future.failedFuture(error);
        }
        if (point.owner() == AsyncFile.class && List.of("channel", "cached").contains(method.getName())) {
            return Optional.empty(); // So that every byte is read.
        }
        try {
            Object result = method.invoke(inner, arguments);
            return method.getReturnType() == AsyncFile.class ? wrap(AsyncFile.class, result) : wrapped(result);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object wrapped(Object result) {
        if (result instanceof Future<?> future) {
            return future.map(this::wrapped);
        }
        return OPENED.stream()
                .filter(type -> type.isInstance(result))
                .findFirst()
                .map(type -> wrap(type, result))
                .orElse(result);
    }
}
