package io.chunkgate.store.memory;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upload of a {@link MemoryFileStore}, shared by its writer and followers. Its monitor guards it. */
final class MemoryRecord {
    static final Instant CREATED = Instant.EPOCH;
    static final Instant EXPIRES = Instant.parse("9999-01-01T00:00:00Z");

    final UploadId id = UploadId.random();
    final Promise<FileInfo> published = Promise.promise();
    private final List<Promise<Void>> waiting = new ArrayList<>();
    UploadSpec spec;
    Buffer bytes = Buffer.buffer();
    int durable;
    int stagedStart = -1;
    UploadState state = new UploadState.Running();

    @Nullable
    MemoryUpload writer;

    MemoryRecord(UploadSpec spec) {
        this.spec = spec;
    }

    /** What all but the writer see. */
    synchronized int visible() {
        return stagedStart >= 0 ? stagedStart : bytes.length();
    }

    synchronized UploadInfo info() {
        return new UploadInfo(id, spec, CREATED, EXPIRES, visible(), durable, visible(), state);
    }

    /** Succeeds when something changed. */
    synchronized Promise<Void> nextChange() {
        Promise<Void> change = Promise.promise();
        waiting.add(change);
        return change;
    }

    void changed() {
        List<Promise<Void>> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Promise::complete);
    }

    synchronized void rollback() {
        if (stagedStart >= 0) {
            bytes = bytes.getBuffer(0, stagedStart);
            stagedStart = -1;
        }
    }

    /** Makes an upload the one that writes. */
    void handTo(@Nullable MemoryUpload next, StoreException reason) {
        MemoryUpload before;
        synchronized (this) {
            before = writer;
            writer = next;
            rollback();
        }
        if (before != null) {
            before.lose(reason);
        }
    }

    void discarded() {
        published.tryFail(StoreErrors.uploadDiscarded());
        changed();
    }
}
