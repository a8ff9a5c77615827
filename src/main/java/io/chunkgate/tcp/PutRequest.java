package io.chunkgate.tcp;

import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.UploadAccept;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/** A checked PUT. Opens the upload that it names: a new one, one to resume, or one that is published already. */
final class PutRequest {
    /** A client may request a window of up to this many configured windows. */
    private static final long MAX_WINDOWS = 16;

    private final CgpContext context;
    private final FileStore store;
    private final Put put;
    private final Optional<FileName> name;
    private final Optional<UploadId> id;

    /** The upload of a PUT. */
    sealed interface Opened {}

    /** It takes bytes. */
    record Running(UploadSession uploadSession) implements Opened {}

    /** It is published already. */
    record Finished(FileInfo file, UploadAccept accept) implements Opened {}

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid name, id or size */
    PutRequest(CgpContext context, Put put) {
        this.context = context;
        this.store = context.store();
        this.put = put;
        this.id = put.upload().map(UploadId::new);
        this.name = put.name().map(FileName::of);
        if (name.isEmpty() && id.isEmpty()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "name: missing (expected: name or upload)");
        }
        long maxFileSize = context.listener().server().config().limits().maxFileSize();
        if (put.size().orElse(0) > maxFileSize) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "size", put.size().getAsLong(), "0.." + maxFileSize);
        }
    }

    /** How far ahead of what is stored the client may send, in bytes. */
    long window() {
        long configured = context.listener().tcp().window();
        return Math.min(put.window().orElse(configured), MAX_WINDOWS * configured);
    }

    /** The digest of the whole file, if PUT has it. */
    Optional<String> sha256() {
        return put.sha256();
    }

    Future<Opened> open() {
        return id.isPresent() ? resume(id.get()) : create();
    }

    /**
     * Fails with {@code ALREADY_EXISTS} when this PUT has ifNoneMatch and the name is taken. A new upload carries the condition
     * itself; that of a resumed one may lack it.
     */
    Future<Void> requireStillFree() {
        if (!put.isNew() || id.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.upload(id.get()).compose(info -> requireFree(info.spec().name()));
    }

    private Future<Opened> create() {
        PublishCondition condition = put.isNew() ? new PublishCondition.MustBeNew() : new PublishCondition.Anything();
        return context.client()
                .create(UploadSpec.resumable(name.orElseThrow(), put.size(), put.sha256(), condition))
                .map(Running::new);
    }

    private Future<Opened> resume(UploadId upload) {
        return store.upload(upload).compose(info -> {
            requireSame(info);
            if (info.state() instanceof UploadState.Complete complete) {
                return Future.succeededFuture(finished(info, complete.file()));
            }
            Future<Void> free = put.isNew() ? requireFree(info.spec().name()) : Future.succeededFuture();
            return free.compose(v -> context.client().resume(info, put.size())).map(Running::new);
        });
    }

    private Opened finished(UploadInfo info, FileInfo file) {
        UploadAccept accept =
                new UploadAccept(info.id().value(), file.size(), context.maxPayload(), info.expiresAt(), true);
        return new Finished(file, accept);
    }

    private void requireSame(UploadInfo info) {
        FileName expected = info.spec().name();
        if (name.isPresent() && !name.get().equals(expected)) {
            throw StoreException.unexpected(
                    ErrorCode.FAILED_PRECONDITION, "name", "'" + name.get() + "'", "'" + expected + "'");
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

    private Future<Void> requireFree(FileName target) {
        return StoreException.emptyOn(store.stat(target), ErrorCode.NOT_FOUND).map(found -> {
            if (found.isPresent()) {
                throw StoreErrors.alreadyExists(target);
            }
            return null;
        });
    }
}
