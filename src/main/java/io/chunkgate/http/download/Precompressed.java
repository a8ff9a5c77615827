package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Looks for compressed files beside the one that is asked for: {@code a.txt.gz} for {@code a.txt}. One that is older than
 * the plain file was made from another version, and is passed over.
 */
final class Precompressed {
    private final FileStore store;

    Precompressed(FileStore store) {
        this.store = store;
    }

    /**
     * The file to send; the plain one also where it is not there, for whoever opens it to say so. Never fails.
     *
     * @param codings that the client prefers to the plain file, best first
     */
    Future<Variant> choose(FileName name, List<ContentCoding> codings) {
        return codings.isEmpty()
                ? Future.succeededFuture(Variant.plain(name))
                : store.stat(name).compose(plain -> firstFound(plain, codings)).otherwise(Variant.plain(name));
    }

    private Future<Variant> firstFound(FileInfo plain, List<ContentCoding> codings) {
        if (codings.isEmpty()) {
            return Future.succeededFuture(Variant.plain(plain.name()));
        }
        ContentCoding coding = codings.get(0);
        Optional<FileName> sibling = sibling(plain.name(), coding);
        return sibling.map(name -> isCurrent(name, plain))
                .orElse(Future.succeededFuture(false))
                .compose(found -> found
                        ? Future.succeededFuture(new Variant(plain.name(), sibling.orElseThrow(), coding))
                        : firstFound(plain, codings.subList(1, codings.size())));
    }

    private Future<Boolean> isCurrent(FileName sibling, FileInfo plain) {
        return store.stat(sibling)
                .map(info -> !info.modified().isBefore(plain.modified()))
                .otherwise(false);
    }

    /** Empty where the suffix makes the name too long. */
    private static Optional<FileName> sibling(FileName name, ContentCoding coding) {
        try {
            return Optional.of(FileName.of(name + coding.suffix()));
        } catch (StoreException tooLong) {
            return Optional.empty();
        }
    }
}
