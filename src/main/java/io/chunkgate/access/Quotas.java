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
 * Enforces the quotas of one client. Below a prefix for which only other principals have a quota, it counts the client's
 * uploads without a limit.
 */
record Quotas(FileStore store, Usages usages, Grant grant) {
    /**
     * A usage with the limit of this client.
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

    /** Creates an upload if its announced size fits. */
    Future<Upload> create(UploadSpec spec, Supplier<Future<Upload>> creating) {
        return bounds(spec.name())
                .compose(bounds -> bounds.isEmpty() ? creating.get() : create(spec, bounds, creating));
    }

    private Future<Upload> create(UploadSpec spec, List<Bound> bounds, Supplier<Future<Upload>> creating) {
        UploadId reservation = UploadId.random();
        try {
            bounds.forEach(bound -> bound.hold(reservation, spec.size().orElse(0)));
        } catch (StoreException refusal) {
            release(bounds, reservation);
            throw refusal;
        }
        return creating.get().onFailure(cause -> release(bounds, reservation)).map(upload -> {
            bounds.forEach(bound -> bound.usage().assign(reservation, upload.id()));
            return new QuotaUpload(upload, bounds, store);
        });
    }

    private static void release(List<Bound> bounds, UploadId id) {
        bounds.forEach(bound -> bound.usage().release(id));
    }

    /** Resumes an upload, which may have begun before this process. */
    Future<Upload> resume(UploadInfo info, Supplier<Future<Upload>> resuming) {
        return bounds(info.spec().name()).compose(bounds -> {
            if (bounds.isEmpty() || !(info.state() instanceof UploadState.Running)) {
                return resuming.get();
            }
            long bytes = Math.max(info.offset(), info.spec().size().orElse(0));
            bounds.forEach(bound -> bound.hold(info.id(), bytes));
            return resuming.get()
                    .onFailure(cause -> bounds.forEach(bound -> bound.usage().releaseAt(info.id(), info.expiresAt())))
                    .map(upload -> new QuotaUpload(upload, bounds, store));
        });
    }

    /** Concatenates parts; their bytes count once, for the new upload. */
    Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts, Supplier<Future<Upload>> concatenating) {
        return create(spec, concatenating).onSuccess(upload -> parts.forEach(this::discarded));
    }

    Future<Void> delete(FileName name, Supplier<Future<Void>> deleting) {
        List<Usage> covering = usages.covering(name);
        if (covering.isEmpty()) {
            return deleting.get();
        }
        return size(store, name)
                .compose(size -> deleting.get().onSuccess(v -> covering.forEach(usage -> usage.changed(-size))));
    }

    /** Releases the bytes of an upload that ended. */
    void discarded(UploadId id) {
        usages.all().forEach(usage -> usage.release(id));
    }

    /** The size of a file; 0 when there is none. */
    static Future<Long> size(FileStore store, FileName name) {
        return store.stat(name).map(FileInfo::size).otherwise(0L);
    }

    private Future<List<Bound>> bounds(FileName name) {
        List<Rules.Quota> quotas = grant.quotas(name);
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

    /** Listings omit such names, so they cannot be counted. */
    private static boolean isHidden(FileName name) {
        return name.segments().stream().anyMatch(segment -> segment.startsWith("."));
    }
}
