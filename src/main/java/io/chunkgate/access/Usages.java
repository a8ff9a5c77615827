package io.chunkgate.access;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The usages of the prefixes with a quota and of signed links, from their first upload on. For one store; safe for any thread.
 */
public final class Usages {
    private static final int LINKS = 1000;

    private final FileStore store;
    private final Map<String, PrefixUsage> byPrefix = new ConcurrentHashMap<>();
    private final Map<String, LinkUsage> byLink = new ConcurrentHashMap<>();
    private volatile int linksToCheck = LINKS;

    /** @param store without a guard */
    public Usages(FileStore store) {
        this.store = store;
    }

    /** The usage below a prefix after the first count; counted again periodically. Fails as the store does. */
    Future<Usage> of(String prefix) {
        PrefixUsage usage = byPrefix.computeIfAbsent(prefix, PrefixUsage::new);
        if (usage.beginCount()) {
            PrefixSizeCounter.below(store, prefix)
                    .compose(bytes -> unpublished(prefix).map(uploads -> new PrefixUsage.Stored(bytes, uploads)))
                    .onComplete(count -> counted(prefix, usage, count));
        }
        Future<Void> first = usage.firstCount().future();
        return (first.succeeded() ? first : onContext(first)).map(usage);
    }

    /** The uploads below a prefix whose bytes are in no published file. */
    private Future<List<UploadInfo>> unpublished(String prefix) {
        return store.uploads(spec -> Rules.covers(prefix, spec.name().value())).map(found -> found.stream()
                .filter(info -> info.state() instanceof UploadState.Running
                        || info.spec().role() == UploadSpec.Role.PART)
                .toList());
    }

    private void counted(String prefix, PrefixUsage usage, AsyncResult<PrefixUsage.Stored> count) {
        usage.endCount(count);
        if (count.succeeded()) {
            usage.firstCount().tryComplete();
        } else if (!usage.firstCount().future().isComplete()) {
            byPrefix.remove(prefix, usage);
            usage.firstCount().fail(count.cause());
        }
    }

    /**
     * Counts one more upload with a link, after the ones that the store knows. Fails as {@link LinkUsage#begin} throws.
     *
     * @param reservation see {@link Usage#assign}
     */
    Future<LinkUsage> begin(SignedLink link, UploadId reservation, UploadSpec spec) {
        String id = link.id();
        long readAt = System.nanoTime();
        return store.uploads(known -> known.owner().link().filter(id::equals).isPresent())
                .map(known -> {
                    forgetUnused();
                    return Objects.requireNonNull(byLink.compute(id, (same, found) -> {
                        LinkUsage usage = found == null ? new LinkUsage() : found;
                        usage.begin(link, reservation, spec, known, readAt);
                        return usage;
                    }));
                });
    }

    /** The usage of a link of which an upload is resumed. */
    LinkUsage of(SignedLink link) {
        return byLink.computeIfAbsent(link.id(), id -> new LinkUsage());
    }

    /** Checks all links when they have become twice as many. */
    private void forgetUnused() {
        if (byLink.size() > linksToCheck) {
            byLink.keySet()
                    .forEach(id -> byLink.computeIfPresent(id, (same, usage) -> usage.isUnused() ? null : usage));
            linksToCheck = Math.max(LINKS, 2 * byLink.size());
        }
    }

    /** The known usages that include a file or folder of this name. */
    List<PrefixUsage> covering(String name) {
        return byPrefix.entrySet().stream()
                .filter(entry -> Rules.covers(entry.getKey(), name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Releases the bytes of an upload that ended, wherever it counts. */
    void release(UploadId id) {
        byPrefix.values().forEach(usage -> usage.release(id));
        byLink.values().forEach(usage -> usage.release(id));
    }

    /** The result on the current context, since the count may run on another event loop. */
    private static Future<Void> onContext(Future<Void> result) {
        Context context = Vertx.currentContext();
        return context == null ? result : VertxInternals.onContext(context, result);
    }
}
