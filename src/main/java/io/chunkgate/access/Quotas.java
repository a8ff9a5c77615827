package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps what one client adds within its quotas. What it does where only others have quotas is added to the usage that these
 * go by.
 */
final class Quotas {
    private final FileStore store;
    private final Usages usages;
    private final Grant grant;

    /**
     * A usage, and how much it may come to by this client.
     *
     * @param max {@link Long#MAX_VALUE} where it has no quota
     */
    record Bound(Usage usage, long max) {
        void hold(UploadId id, long bytes) {
            usage.hold(id, bytes, max);
        }

        void require(long more) {
            usage.require(more, max);
        }
    }

    Quotas(FileStore store, Usages usages, Grant grant) {
        this.store = store;
        this.usages = usages;
        this.grant = grant;
    }

    /** Creates an upload, if there is room for what it announces. */
    Future<Upload> begin(UploadSpec spec, Supplier<Future<Upload>> creating) {
        return bounds(spec.name()).compose(bounds -> bounds.isEmpty() ? creating.get() : begin(spec, bounds, creating));
    }

    private Future<Upload> begin(UploadSpec spec, List<Bound> bounds, Supplier<Future<Upload>> creating) {
        long size = spec.size().orElse(0);
        open(bounds, size);
        return creating.get()
                .onFailure(cause -> bounds.forEach(bound -> bound.usage().notOpened(size)))
                .map(upload -> {
                    bounds.forEach(bound -> bound.usage().opened(upload.id(), size));
                    return new QuotaUpload(upload, bounds, store);
                });
    }

    private static void open(List<Bound> bounds, long size) {
        List<Bound> open = new ArrayList<>();
        try {
            for (Bound bound : bounds) {
                bound.usage().open(size, bound.max());
                open.add(bound);
            }
        } catch (StoreException refusal) {
            open.forEach(bound -> bound.usage().notOpened(size));
            throw refusal;
        }
    }

    /** Goes on with an upload, which may have begun before this process. */
    Future<Upload> proceed(UploadInfo info, Supplier<Future<Upload>> resuming) {
        return bounds(info.spec().name()).compose(bounds -> {
            if (bounds.isEmpty() || !(info.state() instanceof UploadState.Running)) {
                return resuming.get();
            }
            long bytes = Math.max(info.offset(), info.spec().size().orElse(0));
            bounds.forEach(bound -> bound.hold(info.id(), bytes));
            return resuming.get()
                    .onFailure(cause -> bounds.forEach(bound -> bound.usage().keep(info.id(), info.expiresAt())))
                    .map(upload -> new QuotaUpload(upload, bounds, store));
        });
    }

    /** Joins parts, which are the new upload's then and no others'. */
    Future<Upload> join(UploadSpec spec, List<UploadId> parts, Supplier<Future<Upload>> joining) {
        return begin(spec, joining).onSuccess(upload -> parts.forEach(this::discarded));
    }

    Future<Void> delete(FileName name, Supplier<Future<Void>> deleting) {
        List<Usage> covering = usages.covering(name);
        if (covering.isEmpty()) {
            return deleting.get();
        }
        return size(store, name)
                .compose(size -> deleting.get().onSuccess(v -> covering.forEach(usage -> usage.changed(-size))));
    }

    /** An upload is no more. */
    void discarded(UploadId id) {
        usages.all().forEach(usage -> usage.forget(id));
    }

    /** The size of a file; 0 where there is none. */
    static Future<Long> size(FileStore store, FileName name) {
        return store.stat(name).map(FileInfo::size).otherwise(0L);
    }

    private Future<List<Bound>> bounds(FileName name) {
        List<Quota> quotas = grant.quotas(name);
        if (!quotas.isEmpty() && isHidden(name)) {
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT,
                    "name",
                    "'" + name + "'",
                    "no segment that begins with a dot, below a quota"));
        }
        List<Future<Usage>> counted =
                quotas.stream().map(quota -> usages.of(quota.prefix())).toList();
        return Future.all(counted).map(v -> {
            List<Bound> bounds = new ArrayList<>();
            for (int i = 0; i < quotas.size(); i++) {
                bounds.add(new Bound(counted.get(i).result(), quotas.get(i).maxBytes()));
            }
            for (Usage usage : usages.covering(name)) {
                if (bounds.stream().noneMatch(bound -> bound.usage() == usage)) {
                    bounds.add(new Bound(usage, Long.MAX_VALUE));
                }
            }
            return List.copyOf(bounds);
        });
    }

    /** Listings leave such names out, so nobody could count them. */
    private static boolean isHidden(FileName name) {
        return name.segments().stream().anyMatch(segment -> segment.startsWith("."));
    }
}
