package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Info;
import io.chunkgate.cgp.Stat;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Failures;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Replies to STAT with INFO. */
final class StatHandler {
    /** Counted against the budget while a STAT is pending, which bounds how many a client can send without reading. */
    private static final long COST_BYTES = 16 * 1024;

    private final CgpContext context;
    private final FileStore store;
    private final Runnable onReplied;
    private final BiConsumer<Frame, StoreException> onFailure;
    private int pending;

    /** @param onFailure gets a STAT and its error, to be sent to the client */
    StatHandler(CgpContext context, Runnable onReplied, BiConsumer<Frame, StoreException> onFailure) {
        this.context = context;
        this.store = context.store();
        this.onReplied = onReplied;
        this.onFailure = onFailure;
    }

    boolean isIdle() {
        return pending == 0;
    }

    /** @throws StoreException for an invalid name or id */
    void handle(Frame frame, Stat stat) {
        int number = frame.transfer();
        Future<Frame> reply = stat.upload().isPresent()
                ? store.upload(new UploadId(stat.upload().get())).map(info -> ofUpload(number, info))
                : ofName(number, FileName.of(stat.name().orElse("")));
        pending++;
        context.budget().add(COST_BYTES);
        reply.onSuccess(context.output()::send)
                .onFailure(cause -> onFailure.accept(frame, Failures.toStoreException(cause)))
                .onComplete(done -> replied());
    }

    private void replied() {
        pending--;
        context.budget().remove(COST_BYTES);
        onReplied.run();
    }

    /** A published file wins over an upload of its name. */
    private Future<Frame> ofName(int number, FileName name) {
        return StoreException.emptyOn(store.stat(name), ErrorCode.NOT_FOUND).compose(found -> found.map(
                        file -> Future.succeededFuture(frame(number, file.size(), published(file, Optional.empty()))))
                .orElseGet(() -> store.upload(name).map(info -> ofUpload(number, info))));
    }

    private static Frame ofUpload(int number, UploadInfo upload) {
        if (upload.state() instanceof UploadState.Complete complete) {
            FileInfo file = complete.file();
            return frame(number, file.size(), published(file, Optional.of(upload.id())));
        }
        if (upload.state() instanceof UploadState.Expired) {
            throw new StoreException(ErrorCode.NOT_FOUND, "'" + upload.id() + "': the upload expired");
        }
        Info info = new Info(
                upload.spec().name().value(),
                upload.spec().size(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(upload.id().value()),
                false);
        return frame(number, upload.offset(), info);
    }

    private static Info published(FileInfo file, Optional<UploadId> upload) {
        return new Info(
                file.name().value(),
                OptionalLong.of(file.size()),
                Optional.of(file.etag()),
                Optional.of(file.modified()),
                upload.map(UploadId::value),
                true);
    }

    private static Frame frame(int number, long offset, Info info) {
        return Frame.of(FrameType.INFO, number, offset, 0, info.encode());
    }
}
