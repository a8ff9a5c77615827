package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The unfinished uploads, by id and by the name of their file; limits their number. */
final class UploadNameIndex {
    private final Map<UploadId, UploadSpec> running = new HashMap<>();
    private final Map<FileName, Set<UploadId>> byName = new HashMap<>();

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when there are already as many as the maximum */
    synchronized void add(UploadId id, UploadSpec spec, int max) {
        if (running.size() >= max && !running.containsKey(id)) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED, "unfinished uploads", max, "fewer; try again when some are finished");
        }
        running.put(id, spec);
        if (spec.role() == UploadSpec.Role.FILE) {
            byName.computeIfAbsent(spec.name(), name -> new HashSet<>()).add(id);
        }
    }

    synchronized void remove(UploadId id) {
        UploadSpec spec = running.remove(id);
        if (spec != null) {
            byName.computeIfPresent(spec.name(), (name, ids) -> {
                ids.remove(id);
                return ids.isEmpty() ? null : ids;
            });
        }
    }

    synchronized boolean isKnown(UploadId id) {
        return running.containsKey(id);
    }

    synchronized Set<UploadId> ids() {
        return Set.copyOf(running.keySet());
    }

    /** The uploads that will be published under the name. */
    synchronized List<UploadId> of(FileName name) {
        return List.copyOf(byName.getOrDefault(name, Set.of()));
    }
}
