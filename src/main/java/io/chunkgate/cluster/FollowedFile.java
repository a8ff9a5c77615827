package io.chunkgate.cluster;

import io.chunkgate.store.ForwardingStoredFile;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** A file that is being uploaded. Sends a hint every second that it is followed, until it is closed or the upload ends. */
final class FollowedFile extends ForwardingStoredFile {
    private static final long HINT_MILLIS = 1000;

    private final Vertx vertx;
    private final long timer;

    /** @param hint called with the id of the upload */
    FollowedFile(Vertx vertx, StoredFile file, UploadProgress progress, Consumer<UploadId> hint) {
        super(file);
        this.vertx = vertx;
        UploadId upload = progress.upload();
        hint.accept(upload);
        this.timer = vertx.setPeriodic(HINT_MILLIS, tick -> hint.accept(upload));
        progress.published().onComplete(ended -> stopHints());
    }

    private void stopHints() {
        vertx.cancelTimer(timer);
    }

    @Override
    public Future<Void> close() {
        stopHints();
        return super.close();
    }
}
