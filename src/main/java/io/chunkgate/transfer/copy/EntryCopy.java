package io.chunkgate.transfer.copy;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * A copy or move of what a name stands for.
 *
 * @param from      a file or folder
 * @param to        its new name
 * @param isMove    whether the source is gone afterwards
 * @param overwrite what may be at the target
 * @param isShallow whether of a folder nothing but the folder itself is copied
 */
public record EntryCopy(FileName from, FileName to, boolean isMove, Overwrite overwrite, boolean isShallow) {
    /**
     * What was done.
     *
     * @param file       the new file; empty for a folder
     * @param isReplaced whether there was something at the target
     */
    public record Result(Optional<FileInfo> file, boolean isReplaced) {}

    /**
     * Runs it. A file is replaced by a file in one step. Anything else at the target is deleted only when the new entry is
     * complete beside it, so that a refused or failed request loses nothing.
     *
     * <p>Fails as the store's methods do, with {@code NOT_FOUND} without a source, with {@code ALREADY_EXISTS} and {@code
     * FAILED_PRECONDITION} for a target that must not be replaced, and with {@code FAILED_PRECONDITION} for a target that is the
     * source, and for a folder that is to replace one above or below it.
     *
     * @param condition on a source that is a file
     */
    public Future<Result> run(FileStore store, PublishCondition condition) {
        if (from.equals(to)) {
            return refused("another name than the source");
        }
        return EntryKind.of(store, from)
                .compose(source -> EntryKind.of(store, to).compose(target -> run(store, condition, source, target)));
    }

    private Future<Result> run(FileStore store, PublishCondition condition, EntryKind source, EntryKind target) {
        if (source == EntryKind.NONE) {
            return Future.failedFuture(
                    new StoreException(ErrorCode.NOT_FOUND, "'" + from + "': no such file or folder"));
        }
        boolean isReplaced = target == EntryKind.FILE || target == EntryKind.FOLDER;
        if (isReplaced && overwrite == Overwrite.NOTHING) {
            return Future.failedFuture(StoreErrors.alreadyExists(to));
        }
        if (target == EntryKind.FOLDER) {
            if (isBelow(from, to) || isBelow(to, from)) {
                return refused("not above or below the source");
            }
            if (overwrite != Overwrite.EVERYTHING) {
                return refused("no folder, unless it may be replaced with everything in it");
            }
        }
        boolean isOneStep = target != EntryKind.FOLDER && (source != EntryKind.FOLDER || target != EntryKind.FILE);
        return (isOneStep ? put(store, source, from, to, condition, isMove) : replace(store, condition, source, target))
                .map(file -> new Result(file, isReplaced));
    }

    private static boolean isBelow(FileName name, FileName folder) {
        return name.value().startsWith(folder + "/");
    }

    private <T> Future<T> refused(String expected) {
        return Future.failedFuture(
                StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "target", "'" + to + "'", expected));
    }

    private Future<Optional<FileInfo>> replace(
            FileStore store, PublishCondition condition, EntryKind source, EntryKind target) {
        FileName beside = FileName.of(to.folder().entry("replacement-" + UUID.randomUUID()));
        return put(store, source, from, beside, condition, isMove)
                .compose(v -> delete(store, target, to))
                .recover(cause -> undo(store, source, beside).transform(undone -> Future.failedFuture(cause)))
                .compose(v -> put(store, source, beside, to, new PublishCondition.Anything(), true));
    }

    /** The target may be gone by now: as the source, when a symbolic link leads to it. */
    private static Future<Void> delete(FileStore store, EntryKind kind, FileName name) {
        Future<Void> deletion = kind == EntryKind.FOLDER
                ? store.deleteFolder(FolderName.of(name), true)
                : store.delete(name, new PublishCondition.Anything());
        return StoreException.emptyOn(deletion, ErrorCode.NOT_FOUND).mapEmpty();
    }

    private Future<?> undo(FileStore store, EntryKind kind, FileName beside) {
        return isMove
                ? put(store, kind, beside, from, new PublishCondition.MustBeNew(), true)
                : delete(store, kind, beside);
    }

    private Future<Optional<FileInfo>> put(
            FileStore store,
            EntryKind kind,
            FileName source,
            FileName target,
            PublishCondition condition,
            boolean isMoved) {
        if (kind == EntryKind.FOLDER) {
            return putFolder(store, FolderName.of(source), FolderName.of(target), isMoved)
                    .map(Optional.empty());
        }
        PublishCondition onTarget =
                overwrite == Overwrite.NOTHING ? new PublishCondition.MustBeNew() : new PublishCondition.Anything();
        CopySpec spec = new CopySpec(source, target, condition, onTarget);
        return (isMoved ? store.move(spec) : store.copy(spec)).map(Optional::of);
    }

    private Future<Void> putFolder(FileStore store, FolderName source, FolderName target, boolean isMoved) {
        if (isMoved) {
            return store.moveFolder(source, target);
        }
        return isShallow ? store.createFolder(target) : store.copyFolder(source, target);
    }
}
