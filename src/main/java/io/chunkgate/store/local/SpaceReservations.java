package io.chunkgate.store.local;

import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.local.SpaceAccount.Holding;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Admits uploads and their bytes to the disk. An upload that announces its size reserves it: others get only what is free
 * beside the bytes that announced uploads still lack. When that is not enough, idle uploads expire, if so configured. Methods
 * that throw {@link IOException} block.
 */
final class SpaceReservations {
    private final FreeSpace disk;
    private final UploadSettings settings;
    private final SpaceAccount account = new SpaceAccount();
    private final Evictor evictor;

    /** Ends uploads before they expire by themselves. */
    interface Evictor {
        /** Whether nothing in this process uses the upload. Does not block. */
        boolean isUnused(UploadId id);

        /** Ends an upload that was not written since; false when that failed, or another process uses it. Blocks. */
        boolean expire(UploadId id, Instant idleSince);
    }

    SpaceReservations(FreeSpace disk, UploadSettings settings, Evictor evictor) {
        this.disk = disk;
        this.settings = settings;
        this.evictor = evictor;
    }

    /**
     * Adds a new upload, or one that announces its size only now, and reserves the bytes that it lacks.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED} when there is no room; nothing is changed then
     */
    void reserve(UploadId id, UploadSpec spec, long stored) throws IOException {
        Holding wanted = Holding.of(id, spec, stored, Instant.now());
        Holding before = account.get(id);
        try {
            reserve(wanted, spec.size().isPresent() ? wanted.missing() : 1);
        } catch (IOException | RuntimeException e) {
            account.remove(id);
            if (before != null) {
                account.put(before);
            }
            throw e;
        }
    }

    private void reserve(Holding wanted, long bytes) throws IOException {
        List<Holding> chosen;
        long room;
        synchronized (
                account) { // Of two uploads that announce at once, the second one sees what the first one reserved.
            account.put(wanted);
            room = disk.room() - account.reservedBeside(wanted.id());
            chosen = takeOut(wanted.id(), bytes, room, Holding::total);
        }
        if (!expire(chosen)) {
            throw FreeSpace.refusal(bytes, room);
        }
    }

    /**
     * Checks that bytes may be written: an upload that announced its size may use what it reserved.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED}
     */
    void require(UploadId id, UploadSpec spec, long bytes) throws IOException {
        boolean isReserved = spec.size().isPresent();
        long room = room(id, isReserved);
        if (room >= bytes) {
            return;
        }
        List<Holding> chosen;
        synchronized (account) {
            chosen = takeOut(id, bytes, room, isReserved ? Holding::stored : Holding::total);
        }
        expire(chosen);
        if (room(id, isReserved) < bytes) {
            throw FreeSpace.refusal(bytes, room);
        }
    }

    /**
     * Whether the floor of the disk is free, or would be when idle uploads end. Reserved bytes do not count: one client could
     * announce all there is.
     */
    boolean isAboveFloor() throws IOException {
        long room = disk.room();
        return room > 0
                || account.choose(1 - room, holding -> isIdle(holding, idleSince()), Holding::total)
                        .isPresent();
    }

    /** The reserved bytes are read first: those that are written meanwhile count twice rather than not at all. */
    private long room(UploadId id, boolean isReserved) throws IOException {
        long reserved = isReserved ? 0 : account.reservedBeside(id);
        return disk.room() - reserved;
    }

    /** Removes idle uploads from the account, so that no other upload counts on their bytes as well. */
    private List<Holding> takeOut(UploadId forUpload, long bytes, long room, ToLongFunction<Holding> gain) {
        if (bytes == 0 || bytes <= room) {
            return List.of();
        }
        Instant idleSince = idleSince();
        Predicate<Holding> mayEnd =
                holding -> isIdle(holding, idleSince) && !holding.id().equals(forUpload);
        List<Holding> chosen =
                account.choose(bytes - room, mayEnd, gain).orElseThrow(() -> FreeSpace.refusal(bytes, room));
        chosen.forEach(holding -> account.remove(holding.id()));
        return chosen;
    }

    private boolean isIdle(Holding holding, Instant since) {
        return settings.evictWhenFull() && holding.writtenAt().isBefore(since) && evictor.isUnused(holding.id());
    }

    /** Returns false when some of them are in use again. */
    private boolean expire(List<Holding> chosen) {
        boolean all = true;
        for (Holding holding : chosen) {
            if (!evictor.expire(holding.id(), idleSince())) {
                account.put(holding);
                all = false;
            }
        }
        return all;
    }

    private Instant idleSince() {
        return Instant.now().minus(settings.idleAfter());
    }

    /** Counts an upload that exists already, or the bytes that it has now. */
    void count(UploadId id, UploadSpec spec, long stored, Instant writtenAt) {
        account.put(Holding.of(id, spec, stored, writtenAt));
    }

    /** As {@link #count}, unless the upload has ended. */
    void update(UploadId id, UploadSpec spec, long stored, Instant writtenAt) {
        account.update(Holding.of(id, spec, stored, writtenAt));
    }

    /** The upload has ended: nothing is reserved for it any more. */
    void remove(UploadId id) {
        account.remove(id);
    }

    StoreStats.Uploads stats() {
        return account.stats();
    }
}
