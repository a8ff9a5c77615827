package io.chunkgate.store.local;

import io.chunkgate.store.StoreStats;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the uploads have that are not published, and how many more they announced. Complete parts belong to them.
 * Nothing here blocks; safe for any thread.
 */
final class SpaceAccount {
    private final Map<UploadId, Holding> holdings = new HashMap<>();
    private long stored;
    private long missing;

    /**
     * The bytes of one upload.
     *
     * @param announced 0 for an upload of unknown size
     * @param stored    written so far
     * @param writtenAt when bytes were written last
     */
    record Holding(UploadId id, String client, long announced, long stored, Instant writtenAt) {
        static Holding of(UploadId id, UploadSpec spec, long stored, Instant writtenAt) {
            return new Holding(id, spec.owner().client(), spec.size().orElse(0), stored, writtenAt);
        }

        /** The announced bytes that are not written yet: those that are reserved. */
        long missing() {
            return Math.max(0, announced - stored);
        }

        long total() {
            return stored + missing();
        }
    }

    synchronized void put(Holding holding) {
        remove(holding.id());
        holdings.put(holding.id(), holding);
        stored += holding.stored();
        missing += holding.missing();
    }

    /** As {@link #put}, unless the upload has ended. */
    synchronized void update(Holding holding) {
        if (holdings.containsKey(holding.id())) {
            put(holding);
        }
    }

    synchronized void remove(UploadId id) {
        Holding old = holdings.remove(id);
        if (old != null) {
            stored -= old.stored();
            missing -= old.missing();
        }
    }

    synchronized @Nullable Holding get(UploadId id) {
        return holdings.get(id);
    }

    /** The reserved bytes of all uploads but one. */
    synchronized long reservedBeside(UploadId id) {
        Holding own = holdings.get(id);
        return missing - (own == null ? 0 : own.missing());
    }

    synchronized StoreStats.Uploads stats() {
        return new StoreStats.Uploads(holdings.size(), stored, missing);
    }

    /**
     * Chooses uploads that free so many bytes together: the ones written longest ago of the client that has the most bytes,
     * reserved ones included, then of the next one. Empty when all that may end are too few.
     *
     * @param mayEnd whether an upload may end
     * @param gain   the bytes that the end of an upload frees
     */
    synchronized Optional<List<Holding>> choose(long bytes, Predicate<Holding> mayEnd, ToLongFunction<Holding> gain) {
        PriorityQueue<Client> largest = clients(mayEnd.and(holding -> gain.applyAsLong(holding) > 0));
        List<Holding> chosen = new ArrayList<>();
        for (long lacking = bytes; lacking > 0; ) {
            Client client = largest.poll();
            if (client == null) {
                return Optional.empty();
            }
            Holding oldest = client.idle.remove();
            chosen.add(oldest);
            lacking -= gain.applyAsLong(oldest);
            client.bytes -= oldest.total();
            if (!client.idle.isEmpty()) {
                largest.add(client);
            }
        }
        return Optional.of(chosen);
    }

    private static final class Client {
        private final Queue<Holding> idle = new ArrayDeque<>();
        private long bytes;
    }

    /** The clients with uploads that may end, the one with the most bytes first; their uploads from the oldest on. */
    private PriorityQueue<Client> clients(Predicate<Holding> mayEnd) {
        Map<String, Client> clients = new HashMap<>();
        holdings.values().stream()
                .sorted(Comparator.comparing(Holding::writtenAt))
                .forEach(holding -> {
                    Client client = clients.computeIfAbsent(holding.client(), name -> new Client());
                    client.bytes += holding.total();
                    if (mayEnd.test(holding)) {
                        client.idle.add(holding);
                    }
                });
        PriorityQueue<Client> largest = new PriorityQueue<>(
                Comparator.<Client>comparingLong(client -> client.bytes).reversed());
        clients.values().stream().filter(client -> !client.idle.isEmpty()).forEach(largest::add);
        return largest;
    }
}
