package io.chunkgate.access;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Sums the sizes of all files below a prefix, page by page and folder by folder. */
final class PrefixSizeCounter {
    private static final int PAGE_ENTRIES = 5000;

    private final FileStore store;
    private final Deque<FolderName> folders = new ArrayDeque<>();
    private final Promise<Long> result = Promise.promise();
    private long bytes;

    private PrefixSizeCounter(FileStore store) {
        this.store = store;
    }

    /** The sum for a prefix that is a folder or a file; 0 when it is neither. */
    static Future<Long> below(FileStore store, String prefix) {
        Future<Long> ofFile = prefix.isEmpty()
                ? Future.succeededFuture(0L)
                : ifFound(store.stat(FileName.of(prefix)))
                        .map(file -> file.map(FileInfo::size).orElse(0L));
        return ofFile.compose(
                size -> new PrefixSizeCounter(store).run(new FolderName(prefix)).map(rest -> size + rest));
    }

    private Future<Long> run(FolderName folder) {
        list(folder, ListQuery.first(PAGE_ENTRIES));
        return result.future();
    }

    private void list(FolderName folder, ListQuery query) {
        ifFound(store.list(folder, query))
                .onSuccess(found -> found.ifPresentOrElse(page -> add(folder, query, page), this::next))
                .onFailure(result::fail);
    }

    private void add(FolderName folder, ListQuery query, FolderPage page) {
        for (FolderEntry entry : page.entries()) {
            if (page.places().containsKey(entry.name())) {
                continue; // What a link leads to counts where it is; links may form a loop.
            }
            if (entry instanceof FolderEntry.File file) {
                bytes += file.info().size();
            } else if (entry instanceof FolderEntry.Folder below) {
                folders.add(below.folder());
            }
        }
        page.next().ifPresentOrElse(position -> list(folder, query.from(position)), this::next);
    }

    private void next() {
        if (folders.isEmpty()) {
            result.complete(bytes);
        } else {
            list(folders.remove(), ListQuery.first(PAGE_ENTRIES));
        }
    }

    /** Listing a file and reading a folder fail with one of these codes. */
    private static <T> Future<Optional<T>> ifFound(Future<T> result) {
        return StoreException.emptyOn(result, ErrorCode.NOT_FOUND, ErrorCode.FAILED_PRECONDITION);
    }
}
