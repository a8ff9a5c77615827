package io.chunkgate.store.s3.upload;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The uploads of a bucket that count, with their owners. Those of other gateways are read from time to time. */
final class UploadCounts {
    /** How many of the oldest uploads of a client are checked for an idle one. */
    private static final int IDLE_CANDIDATES = 8;

    private final UploadObjects objects;
    private final S3Settings settings;
    private final Map<UploadId, Listed> running = new ConcurrentHashMap<>();
    private final Map<UploadId, UploadSpec> counted = new ConcurrentHashMap<>();

    private record Listed(UploadSpec spec, Instant since) {}

    UploadCounts(UploadObjects objects, S3Settings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    void add(UploadId id, UploadSpec spec) {
        running.put(id, new Listed(spec, Instant.now()));
    }

    void remove(UploadId id) {
        running.remove(id);
    }

    /**
     * @param listed the running uploads in the bucket
     * @param open   those of this gateway, which may not be in the bucket
     */
    Future<Void> setRunning(List<Bucket.Entry> listed, Set<UploadId> open) {
        Set<UploadId> ids = new HashSet<>(open);
        listed.forEach(object -> ids.add(Keys.idOf(object.key())));
        running.keySet().retainAll(ids);
        List<Bucket.Entry> unknown = listed.stream()
                .filter(object -> !running.containsKey(Keys.idOf(object.key())))
                .toList();
        return BoundedConcurrency.map(unknown, object -> objects.listedSpec(object.key())
                        .onSuccess(found -> found.ifPresent(
                                spec -> running.put(Keys.idOf(object.key()), new Listed(spec, object.modified())))))
                .mapEmpty();
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when there are as many as may be, or of the client */
    void requireBelowLimit(UploadOwner owner) {
        if (running.size() >= settings.maxOpen()) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "unfinished uploads",
                    running.size(),
                    "fewer than " + settings.maxOpen() + "; try again when some are finished");
        }
        settings.requireShare(owner, of(owner).size());
    }

    boolean isFull(UploadOwner owner) {
        return settings.isFull(owner, of(owner).size());
    }

    /** The uploads of a client that began long ago, the oldest ones first. */
    List<UploadId> oldest(UploadOwner owner) {
        Instant before = Instant.now().minus(settings.idleAfter());
        return of(owner).stream()
                .filter(entry -> entry.getValue().since().isBefore(before))
                .sorted(Comparator.comparing(entry -> entry.getValue().since()))
                .limit(IDLE_CANDIDATES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<Map.Entry<UploadId, Listed>> of(UploadOwner owner) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().spec().owner().client().equals(owner.client()))
                .toList();
    }

    /** The uploads whose spec matches, complete ones that count too. */
    Future<List<UploadId>> matching(Predicate<UploadSpec> which) {
        return readCounted().map(v -> {
            Map<UploadId, UploadSpec> all = new HashMap<>(counted);
            running.forEach((id, listed) -> all.put(id, listed.spec()));
            return all.entrySet().stream()
                    .filter(entry -> which.test(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        });
    }

    private Future<Void> readCounted() {
        List<UploadId> found = new ArrayList<>();
        return objects.bucket()
                .listAll(Keys.COUNTED, page -> page.objects().forEach(object -> found.add(Keys.idOf(object.key()))))
                .compose(v -> {
                    counted.keySet().retainAll(Set.copyOf(found));
                    List<UploadId> unknown = found.stream()
                            .filter(id -> !counted.containsKey(id))
                            .toList();
                    return BoundedConcurrency.map(unknown, id -> objects.listedSpec(Keys.counted(id))
                            .onSuccess(spec -> spec.ifPresent(known -> counted.put(id, known))));
                })
                .mapEmpty();
    }
}
