package io.chunkgate.store.s3.read;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.s3.object.FileIndex;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Describes files for listings, and caches the infos by version: a listing of the bucket has the version of each object, so
 * that a cached info is valid. Safe for any thread.
 */
public final class FileInfoCache {
    private static final int CAPACITY = 20_000;

    private final FileIndex index;
    private final Map<Version, FileInfo> infos = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, FileInfo> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Version(FileName name, String etag) {}

    public FileInfoCache(FileIndex index) {
        this.index = index;
    }

    Future<Boolean> isFolder(FolderName folder) {
        return index.isFolder(folder);
    }

    /** The file of a name in its current version; empty when there is none. */
    Future<Optional<FileInfo>> of(FileName name) {
        return index.current(name).map(current -> {
            current.file().ifPresent(file -> put(name, current.etag().orElseThrow(), file));
            return current.file();
        });
    }

    /** As {@link #of(FileName)}, with the tag from a listing. */
    Future<Optional<FileInfo>> of(FileName name, String etag) {
        Optional<FileInfo> cached = find(name, etag);
        return cached.isPresent() ? Future.succeededFuture(cached) : of(name);
    }

    private synchronized Optional<FileInfo> find(FileName name, String etag) {
        return Optional.ofNullable(infos.get(new Version(name, etag)));
    }

    private synchronized void put(FileName name, String etag, FileInfo file) {
        infos.put(new Version(name, etag), file);
    }
}
