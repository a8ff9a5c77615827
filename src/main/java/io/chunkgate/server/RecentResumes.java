package io.chunkgate.server;

import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connections that asked for the offsets of uploads, or resumed them, in the last seconds. A request that waited in its
 * socket while its client went away must not move the offset that the client was told on a later connection. Safe for any
 * thread.
 */
public final class RecentResumes implements Shareable {
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The oldest first. */
    private final Map<UploadId, Resume> latest = new LinkedHashMap<>();

    private record Resume(Object connection, long nanoTime) {}

    private RecentResumes() {}

    /** Returns the instance that all listeners of a Vert.x share. */
    public static RecentResumes of(Vertx vertx) {
        LocalMap<String, RecentResumes> shared = vertx.sharedData().getLocalMap("chunkgate.recentResumes");
        return shared.computeIfAbsent("all", key -> new RecentResumes());
    }

    /** The client of a connection is told the offset of an upload from now on. */
    public synchronized void add(UploadId id, Object connection) {
        latest.remove(id);
        latest.put(id, new Resume(connection, System.nanoTime()));
        removeOld();
    }

    /** Whether another connection than this was the last one. */
    public synchronized boolean isOfAnother(UploadId id, Object connection) {
        removeOld();
        Resume last = latest.get(id);
        return last != null && !last.connection().equals(connection);
    }

    private void removeOld() {
        long oldest = System.nanoTime() - RECENT_NANOS;
        Iterator<Resume> resumes = latest.values().iterator();
        while (resumes.hasNext() && resumes.next().nanoTime() - oldest < 0) {
            resumes.remove();
        }
    }
}
