package io.chunkgate.access;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The usages of the prefixes with a quota, from their first upload on. For one store; safe for any thread.
 */
public final class Usages {
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final FileStore store;
    private final Map<String, Counted> byPrefix = new ConcurrentHashMap<>();

    private static final class Counted {
        private final Usage usage;
        private final Promise<Void> first = Promise.promise();
        private boolean running;
        private long lastNanos;

        Counted(String prefix) {
            this.usage = new Usage(prefix);
        }
    }

    /** @param store without a guard */
    public Usages(FileStore store) {
        this.store = store;
    }

    /** The usage below a prefix after the first count; counted again periodically. Fails as the store does. */
    Future<Usage> of(String prefix) {
        Counted counted = byPrefix.computeIfAbsent(prefix, Counted::new);
        if (begins(counted)) {
            count(prefix, counted);
        }
        Future<Void> first = counted.first.future();
        return (first.succeeded() ? first : onContext(first)).map(counted.usage);
    }

    /** The known usages that include a file of this name. */
    List<Usage> covering(FileName name) {
        return byPrefix.entrySet().stream()
                .filter(entry -> Rules.covers(entry.getKey(), name.value()))
                .map(entry -> entry.getValue().usage)
                .toList();
    }

    /** All known usages. */
    List<Usage> all() {
        return byPrefix.values().stream().map(counted -> counted.usage).toList();
    }

    private static boolean begins(Counted counted) {
        synchronized (counted) {
            boolean fresh =
                    counted.first.future().isComplete() && System.nanoTime() - counted.lastNanos < REFRESH_NANOS;
            if (counted.running || fresh) {
                return false;
            }
            counted.running = true;
            return true;
        }
    }

    private void count(String prefix, Counted counted) {
        counted.usage.beginCount();
        PrefixSizeCounter.below(store, prefix).onComplete(result -> {
            synchronized (counted) {
                counted.running = false;
                counted.lastNanos = System.nanoTime();
            }
            if (result.succeeded()) {
                counted.usage.counted(result.result());
                counted.first.tryComplete();
            } else if (!counted.first.future().isComplete()) {
                byPrefix.remove(prefix, counted);
                counted.first.fail(result.cause());
            }
        });
    }

    /** The result on the current context, since the count may run on another event loop. */
    private static Future<Void> onContext(Future<Void> result) {
        Context context = Vertx.currentContext();
        return context == null ? result : VertxInternals.onContext(context, result);
    }
}
