package io.chunkgate.server;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.StoreChange;
import io.chunkgate.transfer.StoreChange.Kind;
import io.chunkgate.transfer.StoreChanges;
import io.vertx.core.Future;
import java.util.Optional;

/** The shared store; passes on to {@link StoreChanges} what one client has done to published names. */
final class ObservedStore extends ForwardingFileStore {
    private final StoreChanges changes;
    private final ClientId client;
    private final RequestInfo info;

    ObservedStore(FileStore store, StoreChanges changes, ClientId client, RequestInfo info) {
        super(store);
        this.changes = changes;
        this.client = client;
        this.info = info;
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return observed(super.delete(name, condition), Kind.DELETE, name, Optional.empty());
    }

    @Override
    public Future<FileInfo> copy(CopySpec spec) {
        return observed(
                super.copy(spec), Kind.COPY, spec.from(), Optional.of(spec.to().value()));
    }

    @Override
    public Future<FileInfo> move(CopySpec spec) {
        return observed(
                super.move(spec), Kind.MOVE, spec.from(), Optional.of(spec.to().value()));
    }

    @Override
    public Future<Void> createFolder(FolderName folder) {
        return observed(super.createFolder(folder), Kind.CREATE_FOLDER, folder, Optional.empty());
    }

    @Override
    public Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return observed(super.deleteFolder(folder, whole), Kind.DELETE_FOLDER, folder, Optional.empty());
    }

    @Override
    public Future<Void> copyFolder(FolderName from, FolderName to) {
        return observed(super.copyFolder(from, to), Kind.COPY_FOLDER, from, Optional.of(to.value()));
    }

    @Override
    public Future<Void> moveFolder(FolderName from, FolderName to) {
        return observed(super.moveFolder(from, to), Kind.MOVE_FOLDER, from, Optional.of(to.value()));
    }

    private <T> Future<T> observed(Future<T> change, Kind kind, FolderName folder, Optional<String> target) {
        return observed(change, kind, folder.value(), target);
    }

    private <T> Future<T> observed(Future<T> change, Kind kind, FileName file, Optional<String> target) {
        return observed(change, kind, file.value(), target);
    }

    private <T> Future<T> observed(Future<T> change, Kind kind, String name, Optional<String> target) {
        return change.onComplete(done -> {
            if (UnknownDurabilityException.isMade(done)) {
                changes.made(new StoreChange(kind, name, target, client, info));
            }
        });
    }
}
