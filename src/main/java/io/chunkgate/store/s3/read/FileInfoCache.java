package io.chunkgate.store.s3.read;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.s3.object.FileIndex;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Describes files to those who list folders, and remembers versions that it described: a listing says which version is
 * there, so what is remembered of it holds. Safe for any thread.
 */
public final class FileInfoCache {
    private static final int CAPACITY = 20_000;

    private final FileIndex names;
    private final Map<Version, FileInfo> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, FileInfo> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Version(FileName name, String etag) {}

    public FileInfoCache(FileIndex names) {
        this.names = names;
    }

    /** The file of a name, whichever version is there; empty when there is none. */
    Future<Optional<FileInfo>> of(FileName name) {
        return names.current(name).map(current -> {
            current.file().ifPresent(file -> remember(name, current.etag().orElseThrow(), file));
            return current.file();
        });
    }

    /** As {@link #of(FileName)}, of one that a listing showed with that tag. */
    Future<Optional<FileInfo>> of(FileName name, String etag) {
        Optional<FileInfo> remembered = recall(name, etag);
        return remembered.isPresent() ? Future.succeededFuture(remembered) : of(name);
    }

    private synchronized Optional<FileInfo> recall(FileName name, String etag) {
        return Optional.ofNullable(known.get(new Version(name, etag)));
    }

    private synchronized void remember(FileName name, String etag, FileInfo file) {
        known.put(new Version(name, etag), file);
    }
}
