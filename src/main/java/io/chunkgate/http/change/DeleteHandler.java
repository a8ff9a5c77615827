package io.chunkgate.http.change;

import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.transfer.copy.EntryKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** DELETE of a name, which may be that of a folder. */
public final class DeleteHandler {
    private DeleteHandler() {}

    /**
     * Deletes a file; a folder only when the request says that everything in it is to be deleted, or does not have to say so.
     *
     * @param name without a slash at its end, so that it is a file's unless the depth says otherwise
     */
    public static void handle(HttpServerRequest request, FileStore store, Namespace namespace, FileName name) {
        boolean mayBeFolder =
                namespace.replacesFolders() || Depth.of(request.headers()).isPresent();
        if (!mayBeFolder) {
            Changes.respond(request, deleteFile(request, store, name));
            return;
        }
        boolean isWhole = FolderHandler.isWhole(request, namespace);
        Changes.respond(
                request,
                EntryKind.of(store, name)
                        .compose(kind -> kind == EntryKind.FOLDER
                                ? store.deleteFolder(FolderName.of(name), isWhole)
                                : deleteFile(request, store, name)));
    }

    private static Future<Void> deleteFile(HttpServerRequest request, FileStore store, FileName name) {
        return WritePreconditions.check(request, store, name).compose(condition -> store.delete(name, condition));
    }
}
