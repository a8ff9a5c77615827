package io.chunkgate.cluster;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/** A file that is being uploaded. Sends a hint every second that it is followed, until it is closed or the upload ends. */
final class FollowedFile implements StoredFile {
    private static final long HINT_MILLIS = 1000;

    private final Vertx vertx;
    private final StoredFile file;
    private final long timer;

    /** @param hint called with the id of the upload */
    FollowedFile(Vertx vertx, StoredFile file, UploadProgress progress, Consumer<UploadId> hint) {
        this.vertx = vertx;
        this.file = file;
        UploadId upload = progress.upload();
        hint.accept(upload);
        this.timer = vertx.setPeriodic(HINT_MILLIS, tick -> hint.accept(upload));
        progress.published().onComplete(ended -> stopHints());
    }

    private void stopHints() {
        vertx.cancelTimer(timer);
    }

    @Override
    public FileInfo info() {
        return file.info();
    }

    @Override
    public Optional<UploadProgress> progress() {
        return file.progress();
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return file.read(position, length);
    }

    @Override
    public void reuse(Buffer buffer) {
        file.reuse(buffer);
    }

    @Override
    public Future<Void> verify() {
        return file.verify();
    }

    @Override
    public Future<Void> close() {
        stopHints();
        return file.close();
    }
}
