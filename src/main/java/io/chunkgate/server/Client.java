package io.chunkgate.server;

import io.chunkgate.access.Access;
import io.chunkgate.access.Grant;
import io.chunkgate.access.GuardedStore;
import io.chunkgate.access.Permission;
import io.chunkgate.config.UploadsConfig;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.net.ClientAddress;
import io.chunkgate.server.net.ClientSocket;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Share;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The admitted client of a request, or of a TCP connection.
 *
 * @param server that the client is connected to
 * @param store  the shared store, limited to what the client may see and do
 * @param id     listener, address and principal
 * @param info   what the client says of itself
 */
public record Client(ServerContext server, FileStore store, ClientId id, RequestInfo info) {
    /** Whether the client may read a file of that name, if there is one. */
    public boolean mayRead(FileName name) {
        return !(store instanceof GuardedStore guarded) || guarded.allowsReading(name);
    }

    /**
     * Registers a transfer of this client; the download or upload that it is handed to ends it. Fails with
     * {@code RESOURCE_EXHAUSTED} when the client has as many as it may; what was opened for the transfer is then the
     * caller's to close.
     *
     * @return complete already
     */
    public Future<Transfer> begin(Direction direction, FileName name) {
        try {
            Transfer transfer = server.transfers().begin(id, info, direction, name, server.limits(), limitKey());
            FaultScope.current().ifPresent(scope -> scope.add(transfer));
            Permission needed = direction == Direction.UPLOAD ? Permission.WRITE : Permission.READ;
            whileAllowed(grant -> grant.require(needed, name), transfer.over(), transfer::cancel);
            return VertxInternals.succeeded(transfer);
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /**
     * Ends an operation that lasts when the client may no longer do it. Where every client has all permissions, that never
     * happens.
     *
     * @param check throws a {@link StoreException} when the operation is no longer allowed
     * @param over  completes when the operation has ended
     * @param end   gets the reason, at most once, on the context of the caller
     */
    public void whileAllowed(Consumer<Grant> check, Future<?> over, Consumer<StoreException> end) {
        if (store instanceof GuardedStore guarded && !over.isComplete()) {
            Context context = server.vertx().getOrCreateContext();
            Runnable remove = server.running().add(() -> check.accept(guarded.grant()), context, end);
            over.onComplete(ended -> remove.run());
        }
    }

    /**
     * Counts an operation of this client as one of its share until it has ended. Fails with {@code RESOURCE_EXHAUSTED} when
     * the client has as many as it may; the operation is then not started.
     */
    public <T> Future<T> within(Share share, Supplier<Future<T>> operation) {
        Runnable release;
        try {
            release = server.limits().take(share, limitKey());
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        return VertxInternals.succeeded(null).compose(v -> operation.get()).onComplete(ended -> release.run());
    }

    /** Registers a transfer, and creates the upload that it writes. */
    public Future<UploadSession> create(UploadSpec spec) {
        return create(spec, List.of());
    }

    /**
     * As {@link #create(UploadSpec)}, from complete parts if there are any. The configuration decides what happens when the
     * name is taken and the client states no condition.
     */
    public Future<UploadSession> create(UploadSpec spec, List<UploadId> parts) {
        UploadSpec complete = spec.withCondition(
                        unlessStated(spec.condition(), new PublishCondition.RenameOnConflict()))
                .withOwner(new UploadOwner(
                        limitKey(),
                        store instanceof GuardedStore guarded ? guarded.grant().linkId() : Optional.empty()));
        return begin(Direction.UPLOAD, spec.name()).compose(transfer -> UploadSession.of(
                        () -> parts.isEmpty() ? store.create(complete) : store.concatenate(complete, parts), transfer)
                .onSuccess(session -> begun(session.upload(), transfer)));
    }

    /** From now on, requests that are served late find the upload by its name. */
    private void begun(Upload upload, Transfer transfer) {
        if (upload.spec().resumption() == UploadSpec.Resumption.BY_NAME) {
            ClientSocket.current()
                    .ifPresent(socket -> RecentResumes.of(server.vertx()).begin(upload.id(), socket, transfer.over()));
        }
    }

    /** The condition of an upload that cannot be renamed, since the request or the response has no other name to tell. */
    public PublishCondition atFixedName(PublishCondition stated) {
        return unlessStated(stated, new PublishCondition.MustBeNew());
    }

    private PublishCondition unlessStated(PublishCondition stated, PublishCondition toRename) {
        if (!(stated instanceof PublishCondition.Anything)) {
            return stated;
        }
        return switch (server.config().uploads().onConflict()) {
            case UploadsConfig.REFUSE -> new PublishCondition.MustBeNew();
            case UploadsConfig.RENAME -> toRename;
            default -> stated;
        };
    }

    /**
     * Registers a transfer, and takes an upload over from its current writer. Fails with {@code ABORTED} when the client cut this
     * request, and was told the offset or began the upload on another connection before the request is served.
     *
     * @param size announced only now; an upload that refuses it is suspended
     */
    public Future<UploadSession> resume(UploadInfo upload, OptionalLong size) {
        if (isLate(upload.id())) {
            return Future.failedFuture(servedLate());
        }
        offsetRequested(upload.id());
        return begin(Direction.UPLOAD, upload.spec().name())
                .compose(transfer -> UploadSession.resume(store, upload.id(), transfer))
                .compose(session -> announced(session, size));
    }

    private Future<UploadSession> announced(UploadSession session, OptionalLong size) {
        Future<UploadSession> ready = isLate(session.upload().id())
                ? Future.failedFuture(servedLate())
                : size.isEmpty()
                        ? Future.succeededFuture(session)
                        : session.upload().setSize(size.getAsLong()).map(session);
        return ready.recover(refusal -> session.suspend().transform(suspended -> Future.failedFuture(refusal)));
    }

    /** Call when the client asks for the offset of an upload, before it is read. */
    public void offsetRequested(UploadId id) {
        ClientSocket.current()
                .ifPresent(socket -> RecentResumes.of(server.vertx()).add(id, socket));
    }

    private static StoreException servedLate() {
        return new StoreException(ErrorCode.ABORTED, "upload was continued over another connection");
    }

    private boolean isLate(UploadId id) {
        return ClientSocket.current()
                .filter(socket -> RecentResumes.of(server.vertx()).isLate(id, socket))
                .isPresent();
    }

    /** Returns what transfers are counted by: the principal, or the address of an anonymous client. */
    private String limitKey() {
        return id.principal().equals(Access.ANONYMOUS) ? "address " + ClientAddress.ofPeer(id.peer()) : id.principal();
    }
}
