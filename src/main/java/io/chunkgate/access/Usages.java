package io.chunkgate.access;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The usages of the prefixes with a quota, from their first upload on. For one store; safe for any thread.
 */
public final class Usages {
    private final FileStore store;
    private final Map<String, Usage> byPrefix = new ConcurrentHashMap<>();

    /** @param store without a guard */
    public Usages(FileStore store) {
        this.store = store;
    }

    /** The usage below a prefix after the first count; counted again periodically. Fails as the store does. */
    Future<Usage> of(String prefix) {
        Usage usage = byPrefix.computeIfAbsent(prefix, Usage::new);
        if (usage.beginCount()) {
            PrefixSizeCounter.below(store, prefix).onComplete(count -> counted(prefix, usage, count));
        }
        Future<Void> first = usage.firstCount().future();
        return (first.succeeded() ? first : onContext(first)).map(usage);
    }

    private void counted(String prefix, Usage usage, AsyncResult<Long> count) {
        usage.endCount(count);
        if (count.succeeded()) {
            usage.firstCount().tryComplete();
        } else if (!usage.firstCount().future().isComplete()) {
            byPrefix.remove(prefix, usage);
            usage.firstCount().fail(count.cause());
        }
    }

    /** The known usages that include a file of this name. */
    List<Usage> covering(FileName name) {
        return byPrefix.entrySet().stream()
                .filter(entry -> Rules.covers(entry.getKey(), name.value()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** All known usages. */
    List<Usage> all() {
        return List.copyOf(byPrefix.values());
    }

    /** The result on the current context, since the count may run on another event loop. */
    private static Future<Void> onContext(Future<Void> result) {
        Context context = Vertx.currentContext();
        return context == null ? result : VertxInternals.onContext(context, result);
    }
}
