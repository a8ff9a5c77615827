package io.chunkgate.tcp;

import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.server.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/** What a PUT asks for: a new upload, one to go on with, or the answer that was lost. */
final class UploadStarter {
    /** How much more than the configured window a client may ask for. */
    private static final long MOST_WINDOWS = 16;

    private final CgpContext context;
    private final FileStore store;
    private final Put put;
    private final Optional<FileName> name;
    private final Optional<UploadId> id;

    /** What a PUT leads to. */
    sealed interface Opened {}

    /** An upload that takes bytes. */
    record Running(UploadSession uploadSession) implements Opened {}

    /** One that is published already. */
    record Finished(FileInfo file, UploadAccept accept) implements Opened {}

    /** @throws StoreException for what cannot be asked for */
    UploadStarter(CgpContext context, Put put) {
        this.context = context;
        this.store = context.setup().server().store();
        this.put = put;
        this.id = put.upload().map(UploadId::new);
        this.name = put.name().map(FileName::of);
        if (name.isEmpty() && id.isEmpty()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "name: missing (expected: a name, or an upload)");
        }
        long maxFileSize = context.setup().server().config().limits().maxFileSize();
        if (put.size().orElse(0) > maxFileSize) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "size", put.size().getAsLong(), "0.." + maxFileSize);
        }
    }

    /** How far ahead of what is stored the client may send, in bytes. */
    long window() {
        long usual = context.setup().tcp().window();
        return Math.min(put.window().orElse(usual), MOST_WINDOWS * usual);
    }

    /** The digest that this PUT announced. */
    Optional<String> sha256() {
        return put.sha256();
    }

    Future<Opened> open() {
        return id.isPresent() ? proceed(id.get()) : create();
    }

    /** Fails with {@code ALREADY_EXISTS} where this PUT wants the name free, and the PUT that began the upload did not. */
    Future<Void> requireStillFree() {
        if (!put.isNew() || id.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.upload(id.get()).compose(info -> requireFree(info.spec().name()));
    }

    private Future<Opened> create() {
        FileName target = name.orElseThrow();
        PublishCondition condition = put.isNew() ? new PublishCondition.MustBeNew() : new PublishCondition.Anything();
        UploadSpec named = UploadSpec.of(target).withCondition(condition).asResumable();
        UploadSpec sized = put.size().isPresent() ? named.withSize(put.size().getAsLong()) : named;
        UploadSpec spec = put.sha256().map(sized::withSha256).orElse(sized);
        return transfer(target)
                .compose(transfer -> UploadSession.begin(store, spec, transfer))
                .map(Running::new);
    }

    private Future<Opened> proceed(UploadId upload) {
        return store.upload(upload).compose(info -> {
            requireSame(info);
            if (info.state() instanceof UploadState.Complete complete) {
                return Future.succeededFuture(finished(info, complete.file()));
            }
            FileName target = info.spec().name();
            Future<Void> free = put.isNew() ? requireFree(target) : Future.succeededFuture();
            return free.compose(v -> transfer(target))
                    .compose(transfer -> UploadSession.resume(store, upload, transfer))
                    .compose(this::sized)
                    .map(Running::new);
        });
    }

    private Opened finished(UploadInfo info, FileInfo file) {
        UploadAccept accept =
                new UploadAccept(info.id().value(), file.size(), context.maxPayload(), info.expiresAt(), true);
        return new Finished(file, accept);
    }

    private void requireSame(UploadInfo info) {
        FileName known = info.spec().name();
        if (name.isPresent() && !name.get().equals(known)) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name.get() + "'", "'" + known + "'");
        }
        OptionalLong size = sizeOf(info);
        if (put.size().isPresent() && size.isPresent() && put.size().getAsLong() != size.getAsLong()) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "size", put.size().getAsLong(), Long.toString(size.getAsLong()));
        }
    }

    private static OptionalLong sizeOf(UploadInfo info) {
        return info.state() instanceof UploadState.Complete complete
                ? OptionalLong.of(complete.file().size())
                : info.spec().size();
    }

    /** Where the size is said only now. */
    private Future<UploadSession> sized(UploadSession uploadSession) {
        if (put.size().isEmpty()) {
            return Future.succeededFuture(uploadSession);
        }
        return uploadSession
                .upload()
                .setSize(put.size().getAsLong())
                .compose(
                        set -> Future.succeededFuture(uploadSession),
                        refused -> uploadSession.keep().transform(kept -> Future.failedFuture(refused)));
    }

    private Future<Void> requireFree(FileName target) {
        return store.stat(target).transform(found -> {
            if (found.succeeded()) {
                return Future.failedFuture(
                        new StoreException(ErrorCode.ALREADY_EXISTS, "'" + target + "': already exists"));
            }
            boolean free = found.cause() instanceof StoreException known && known.code() == ErrorCode.NOT_FOUND;
            return free ? Future.succeededFuture() : Future.failedFuture(found.cause());
        });
    }

    private Future<Transfer> transfer(FileName target) {
        return context.setup()
                .server()
                .begin(
                        Listener.TCP,
                        Direction.UPLOAD,
                        target,
                        context.connection().peer());
    }
}
