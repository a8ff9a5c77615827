package io.chunkgate.http.download;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Has the digest of a file computed for who asks for it by Want-Repr-Digest (RFC 9530, section 4). */
final class WantedDigest {
    private static final long PATIENCE_SECONDS = 5;

    private final FileStore store;

    WantedDigest(FileStore store) {
        this.store = store;
    }

    /** The file with its digest; empty if that cannot be had soon. The computation then goes on, for those who ask later. */
    Future<Optional<FileInfo>> of(FileName file) {
        return store.digest(file)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    /** What was opened, with the digest if that is of the same version. */
    static FileInfo complete(FileInfo opened, Optional<FileInfo> digested) {
        return digested.filter(info -> info.etag().equals(opened.etag())).orElse(opened);
    }
}
