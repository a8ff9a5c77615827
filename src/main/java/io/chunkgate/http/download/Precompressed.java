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
 * Selects a precompressed file next to the requested one: {@code a.txt.gz} for {@code a.txt}. A compressed file that is older
 * than the plain one belongs to another version and is ignored.
 */
record Precompressed(FileStore store) {
    /**
     * The file that a response contains.
     *
     * @param name   of the requested file
     * @param file   that contains the bytes
     * @param coding of the bytes
     */
    record Variant(FileName name, FileName file, ContentCoding coding) {
        private static Variant plain(FileName name) {
            return new Variant(name, name, ContentCoding.IDENTITY);
        }
    }

    /**
     * Selects the file to send. Never fails: a missing file is returned as the plain variant, and opening it fails.
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

    /** Empty if the suffix makes the name too long. */
    private static Optional<FileName> sibling(FileName name, ContentCoding coding) {
        try {
            return Optional.of(FileName.of(name + coding.suffix()));
        } catch (StoreException tooLong) {
            return Optional.empty();
        }
    }
}
