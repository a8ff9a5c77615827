package io.chunkgate.testkit;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Runs every asynchronous call of a store, its files and its uploads on one context, as they require, so that a test can use
 * them on its own thread.
 */
final class OnContext {
    private final Context context;

    private OnContext(Context context) {
        this.context = context;
    }

    static FileStore of(Vertx vertx, FileStore store) {
        return new OnContext(vertx.getOrCreateContext()).wrap(FileStore.class, store);
    }

    private <T> T wrap(Class<T> type, T target) {
        Object wrapper = Proxy.newProxyInstance(
                OnContext.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> Future.class.equals(method.getReturnType())
                        ? call(method, target, arguments)
                        : wrapResult(invoke(method, target, arguments)));
        return type.cast(wrapper);
    }

    private Future<Object> call(Method method, Object target, Object[] arguments) {
        Promise<Object> result = Promise.promise();
        context.runOnContext(v -> {
            try {
                ((Future<?>) invoke(method, target, arguments))
                        .map(this::wrapResult)
                        .onComplete(result);
            } catch (Throwable cause) {
                result.fail(cause);
            }
        });
        return result.future();
    }

    private Object wrapResult(Object value) {
        if (value instanceof Upload upload) {
            return wrap(Upload.class, upload);
        }
        if (value instanceof AsyncFile content) {
            return wrap(AsyncFile.class, content);
        }
        return value instanceof StoredFile file ? wrap(StoredFile.class, file) : value;
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
