package io.chunkgate.transfer.copy;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import java.util.Optional;

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
     * Runs it. A file is replaced by a file in one step; anything else at the target is deleted before.
     *
     * <p>Fails as the store's methods do, with {@code NOT_FOUND} without a source, with {@code ALREADY_EXISTS} and {@code
     * FAILED_PRECONDITION} for a target that must not be replaced, and with {@code FAILED_PRECONDITION} for a folder that is to
     * replace one above or below it.
     *
     * @param condition on a source that is a file
     */
    public Future<Result> run(FileStore store, PublishCondition condition) {
        return EntryKind.of(store, from)
                .compose(source -> EntryKind.of(store, to).compose(target -> run(store, condition, source, target)));
    }

    private Future<Result> run(FileStore store, PublishCondition condition, EntryKind source, EntryKind target) {
        if (source == EntryKind.NONE) {
            return Future.failedFuture(
                    new StoreException(ErrorCode.NOT_FOUND, "'" + from + "': no such file or folder"));
        }
        boolean replaces = target == EntryKind.FILE || target == EntryKind.FOLDER;
        if (replaces && overwrite == Overwrite.NOTHING) {
            return Future.failedFuture(new StoreException(ErrorCode.ALREADY_EXISTS, "'" + to + "': already exists"));
        }
        return makeRoom(store, source, target)
                .compose(v -> source == EntryKind.FOLDER ? ofFolder(store) : ofFile(store, condition))
                .map(file -> new Result(file, replaces));
    }

    private Future<Void> makeRoom(FileStore store, EntryKind source, EntryKind target) {
        if (target == EntryKind.FOLDER) {
            if (isBelow(from, to) || isBelow(to, from)) {
                return refused("not above or below the source");
            }
            return overwrite == Overwrite.EVERYTHING
                    ? store.deleteFolder(FolderName.of(to), true)
                    : refused("no folder, unless it may be replaced with everything in it");
        }
        return source == EntryKind.FOLDER && target == EntryKind.FILE
                ? store.delete(to, new PublishCondition.Anything())
                : Future.succeededFuture();
    }

    private static boolean isBelow(FileName name, FileName folder) {
        return name.value().startsWith(folder + "/");
    }

    private Future<Void> refused(String expected) {
        return Future.failedFuture(
                StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "target", "'" + to + "'", expected));
    }

    private Future<Optional<FileInfo>> ofFile(FileStore store, PublishCondition condition) {
        PublishCondition onTarget =
                overwrite == Overwrite.NOTHING ? new PublishCondition.MustBeNew() : new PublishCondition.Anything();
        CopySpec spec = new CopySpec(from, to, condition, onTarget);
        return (isMove ? store.move(spec) : store.copy(spec)).map(Optional::of);
    }

    private Future<Optional<FileInfo>> ofFolder(FileStore store) {
        FolderName source = FolderName.of(from);
        FolderName target = FolderName.of(to);
        Future<Void> done = isMove
                ? store.moveFolder(source, target)
                : isShallow ? store.createFolder(target) : store.copyFolder(source, target);
        return done.map(Optional.empty());
    }
}
