package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.follow.UploadLimits;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The unfinished uploads, by id, by the name of their file and by client; limits their number. Also has the complete ones
 * that still count. What ends here releases its space.
 */
final class UploadNameIndex {
    private final Map<UploadId, UploadSpec> running = new HashMap<>();
    private final Map<UploadId, Complete> complete = new HashMap<>();
    private final Map<FileName, Set<UploadId>> byName = new HashMap<>();
    private final Map<String, Set<UploadId>> byClient = new HashMap<>();
    private final SpaceReservations space;

    UploadNameIndex(SpaceReservations space) {
        this.space = space;
    }

    private record Complete(UploadSpec spec, Instant endedAt) {}

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when there are already as many as may be, or of its client */
    synchronized void add(UploadId id, UploadSpec spec, UploadLimits limits) {
        if (running.size() >= limits.maxOpen()) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "unfinished uploads",
                    limits.maxOpen(),
                    "fewer; try again when some are finished");
        }
        limits.requireShare(spec.owner(), ofClient(spec.owner().client()).size());
        add(id, spec);
    }

    /** Adds an upload that exists already, without limits. */
    synchronized void add(UploadId id, UploadSpec spec) {
        complete.remove(id);
        running.put(id, spec);
        if (spec.role() == UploadSpec.Role.FILE) {
            byName.computeIfAbsent(spec.name(), name -> new HashSet<>()).add(id);
        }
        if (spec.owner().isKnown()) {
            byClient.computeIfAbsent(spec.owner().client(), client -> new HashSet<>())
                    .add(id);
        }
    }

    /** The upload is complete; it stays only if it still counts, without its metadata. */
    synchronized void complete(UploadId id, UploadSpec spec, Instant endedAt) {
        removeRunning(id);
        if (spec.role() != UploadSpec.Role.PART) {
            space.remove(id);
        }
        if (spec.countsWhenComplete()) {
            complete.put(id, new Complete(spec.withMetadata(Map.of()), endedAt));
        }
    }

    /** Removes the complete uploads that ended before. */
    synchronized void removeEnded(Instant before) {
        complete.values().removeIf(upload -> upload.endedAt().isBefore(before));
    }

    synchronized void remove(UploadId id) {
        complete.remove(id);
        removeRunning(id);
        space.remove(id);
    }

    private void removeRunning(UploadId id) {
        UploadSpec spec = running.remove(id);
        if (spec != null) {
            remove(byName, spec.name(), id);
            remove(byClient, spec.owner().client(), id);
        }
    }

    private static <K> void remove(Map<K, Set<UploadId>> index, K key, UploadId id) {
        index.computeIfPresent(key, (same, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    synchronized boolean isKnown(UploadId id) {
        return running.containsKey(id);
    }

    /** Those that have files: the running ones, and complete parts. */
    synchronized Set<UploadId> withFiles() {
        Set<UploadId> ids = new HashSet<>(running.keySet());
        complete.forEach((id, upload) -> {
            if (upload.spec().role() == UploadSpec.Role.PART) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** The uploads that will be published under the name. */
    synchronized List<UploadId> of(FileName name) {
        return List.copyOf(byName.getOrDefault(name, Set.of()));
    }

    /** Of the uploads of a name, those whose spec matches. */
    synchronized List<UploadId> of(FileName name, Predicate<UploadSpec> which) {
        return of(name).stream()
                .filter(id -> which.test(Objects.requireNonNull(running.get(id))))
                .toList();
    }

    /** The unfinished uploads of a client. */
    synchronized List<UploadId> ofClient(String client) {
        return List.copyOf(byClient.getOrDefault(client, Set.of()));
    }

    /** All uploads whose spec matches, complete ones too. */
    synchronized List<UploadId> matching(Predicate<UploadSpec> which) {
        Stream<UploadId> unfinished = running.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey);
        Stream<UploadId> counted = complete.entrySet().stream()
                .filter(entry -> which.test(entry.getValue().spec()))
                .map(Map.Entry::getKey);
        return Stream.concat(unfinished, counted).toList();
    }
}
