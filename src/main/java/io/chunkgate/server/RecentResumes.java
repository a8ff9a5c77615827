package io.chunkgate.server;

import io.chunkgate.server.net.ClientSocket;
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
final class RecentResumes implements Shareable {
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The oldest first. */
    private final Map<UploadId, Resume> latest = new LinkedHashMap<>();

    private record Resume(ClientSocket client, long nanoTime) {}

    private RecentResumes() {}

    /** Returns the instance that all listeners of a Vert.x share. */
    static RecentResumes of(Vertx vertx) {
        LocalMap<String, RecentResumes> shared = vertx.sharedData().getLocalMap("chunkgate.recentResumes");
        return shared.computeIfAbsent("all", key -> new RecentResumes());
    }

    /** The client is told the offset of an upload. */
    synchronized void add(UploadId id, ClientSocket client) {
        latest.remove(id);
        latest.put(id, new Resume(client, System.nanoTime()));
        removeOld();
    }

    /** Whether another connection than this was the last one. */
    synchronized boolean isOfAnother(UploadId id, ClientSocket client) {
        removeOld();
        Resume last = latest.get(id);
        return last != null && !last.client().equals(client);
    }

    private void removeOld() {
        long oldest = System.nanoTime() - RECENT_NANOS;
        Iterator<Resume> resumes = latest.values().iterator();
        while (resumes.hasNext() && resumes.next().nanoTime() - oldest < 0) {
            resumes.remove();
        }
    }
}
