package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

    /** Creates an upload if its announced size fits, and its link may have one more. */
    Future<Upload> create(UploadSpec spec, Supplier<Future<Upload>> creating) {
        UploadId reservation = UploadId.random();
        return bounds(spec.name())
                .compose(quotas -> quotas.isEmpty() && grant.link().isEmpty()
                        ? Future.succeededFuture(quotas)
                        : supersede(spec).map(quotas))
                .compose(quotas -> linkBound(spec, reservation).map(ofLink -> joined(quotas, ofLink)))
                .compose(bounds -> bounds.isEmpty() ? creating.get() : create(spec, reservation, bounds, creating));
    }

    /** What a new upload makes useless does not count beside it. */
    Future<List<UploadId>> supersede(UploadSpec spec) {
        return spec.resumption() == UploadSpec.Resumption.BY_NAME
                ? store.supersede(spec).onSuccess(ended -> ended.forEach(usages::release))
                : Future.succeededFuture(List.of());
    }

    private Future<Optional<Bound>> linkBound(UploadSpec spec, UploadId reservation) {
        return grant.link()
                .map(link ->
                        usages.begin(link, reservation, spec).map(usage -> Optional.of(usage.bound(link, spec.role()))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static List<Bound> joined(List<Bound> quotas, Optional<Bound> ofLink) {
        return Stream.concat(quotas.stream(), ofLink.stream()).toList();
    }

    private Future<Upload> create(
            UploadSpec spec, UploadId reservation, List<Bound> bounds, Supplier<Future<Upload>> creating) {
        hold(bounds, reservation, spec.size().orElse(0));
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
        return bounds(info.spec().name()).compose(quotas -> {
            List<Bound> bounds = joined(quotas, grant.link().map(link -> usages.of(link)
                    .bound(link, info.spec().role())));
            if (bounds.isEmpty() || !(info.state() instanceof UploadState.Running)) {
                return resuming.get();
            }
            bounds.forEach(bound -> bound.hold(info.id(), Usage.bytes(info)));
            return resuming.get()
                    .onFailure(cause -> bounds.forEach(bound -> bound.usage().releaseAt(info.id(), info.expiresAt())))
                    .map(upload -> new QuotaUpload(upload, bounds, store));
        });
    }

    /** @param place a file, or a folder with what is in it */
    Future<Void> delete(String place, Supplier<Future<Void>> deleting) {
        List<PrefixUsage> covering = usages.covering(place);
        if (covering.isEmpty()) {
            return deleting.get();
        }
        return PrefixSizeCounter.below(store, place)
                .compose(size -> deleting.get().onComplete(done -> {
                    if (UnknownDurabilityException.isMade(done)) {
                        covering.forEach(usage -> usage.changed(-size));
                    }
                }));
    }

    /** Copies a file, or a folder with what is in it, if the bytes fit. */
    <T> Future<T> copy(String from, String to, Supplier<Future<T>> copying) {
        return put(from, to, List.of(), copying);
    }

    /** As {@link #copy}; where the source counts too, a move needs no room. */
    <T> Future<T> move(String from, String to, Supplier<Future<T>> moving) {
        return put(from, to, usages.covering(from), moving);
    }

    /** @param left the usages that no longer have the bytes of the source */
    private <T> Future<T> put(String from, String to, List<PrefixUsage> left, Supplier<Future<T>> work) {
        return bounds(FileName.of(to))
                .compose(bounds -> bounds.isEmpty() && left.isEmpty()
                        ? work.get()
                        : PrefixSizeCounter.below(store, from).compose(size -> PrefixSizeCounter.below(store, to)
                                .compose(replaced -> put(size, replaced, bounds, left, work))));
    }

    private static <T> Future<T> put(
            long size, long replaced, List<Bound> bounds, List<PrefixUsage> left, Supplier<Future<T>> work) {
        UploadId reservation = UploadId.random();
        List<Bound> grown =
                bounds.stream().filter(bound -> !left.contains(bound.usage())).toList();
        hold(grown, reservation, size);
        return work.get().onComplete(done -> {
            release(grown, reservation);
            if (UnknownDurabilityException.isMade(done)) {
                bounds.forEach(bound -> bound.usage().changed(size - replaced));
                left.forEach(usage -> usage.changed(-size));
            }
        });
    }

    /** @throws StoreException when one of them has no room; nothing is held then */
    private static void hold(List<Bound> bounds, UploadId reservation, long bytes) {
        try {
            bounds.forEach(bound -> bound.hold(reservation, bytes));
        } catch (StoreException refusal) {
            release(bounds, reservation);
            throw refusal;
        }
    }

    /** Releases the bytes of an upload that ended. */
    void discarded(UploadId id) {
        usages.release(id);
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
            for (Usage usage : usages.covering(name.value())) {
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
