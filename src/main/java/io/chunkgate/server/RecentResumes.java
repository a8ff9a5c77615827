package io.chunkgate.server;

import io.chunkgate.server.net.ClientSocket;
import io.chunkgate.store.UploadId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The connections that asked for the offsets of uploads, resumed them, or began them by name, in the last seconds. A request
 * that waited in its socket while its client went away must not move the offset that the client was told on a later connection,
 * nor take over the upload that it began there. Safe for any thread.
 */
final class RecentResumes implements Shareable {
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The oldest first. */
    private final Map<UploadId, Resume> latest = new LinkedHashMap<>();

    /** @param isWriting whether this connection began the upload, and still writes it */
    private record Resume(ClientSocket client, boolean isWriting, long nanoTime) {}

    private RecentResumes() {}

    /** Returns the instance that all listeners of a Vert.x share. */
    static RecentResumes of(Vertx vertx) {
        LocalMap<String, RecentResumes> shared = vertx.sharedData().getLocalMap("chunkgate.recentResumes");
        return shared.computeIfAbsent("all", key -> new RecentResumes());
    }

    /** The client is told the offset of an upload. */
    void add(UploadId id, ClientSocket client) {
        add(id, client, false);
    }

    /** The client begins an upload that it resumes by its name. */
    void begin(UploadId id, ClientSocket client, Future<Void> over) {
        add(id, client, true);
        over.onComplete(ended -> end(id));
    }

    private synchronized void add(UploadId id, ClientSocket client, boolean isWriting) {
        latest.remove(id);
        latest.put(id, new Resume(client, isWriting, System.nanoTime()));
        removeOld();
    }

    private synchronized void end(UploadId id) {
        latest.computeIfPresent(id, (known, resume) -> new Resume(resume.client(), false, resume.nanoTime()));
    }

    /**
     * Whether another connection than this was the last one, and the client of this one has ended its side. That is not known as
     * long as its bytes do not fit into the socket; but no client resumes over an older connection what it writes over a newer
     * one.
     */
    boolean isLate(UploadId id, ClientSocket client) {
        return other(id, client)
                .filter(last -> client.hasEnded()
                        || (last.isWriting()
                                && client.isOlderThan(last.client())
                                && !last.client().hasEnded()))
                .isPresent();
    }

    private synchronized Optional<Resume> other(UploadId id, ClientSocket client) {
        removeOld();
        return Optional.ofNullable(latest.get(id)).filter(last -> !last.client().equals(client));
    }

    private void removeOld() {
        long oldest = System.nanoTime() - RECENT_NANOS;
        Iterator<Resume> resumes = latest.values().iterator();
        while (resumes.hasNext() && resumes.next().nanoTime() - oldest < 0) {
            resumes.remove();
        }
    }
}
