package io.chunkgate.http.download;

import io.chunkgate.http.message.ContentCoding;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Selects a precompressed file next to the requested one: {@code a.txt.gz} for {@code a.txt}. A compressed file that is not
 * verified to be complete and of the same content is ignored.
 */
record Precompressed(Vertx vertx, FileStore store) {
    private static final long VERIFY_SECONDS = 2;

    /**
     * The file that a response contains.
     *
     * @param name   of the requested file
     * @param file   that contains the bytes
     * @param coding of the bytes
     * @param tag    the entity tag of the verified version; empty for the plain file, of which every version is sent
     */
    record Variant(FileName name, FileName file, ContentCoding coding, Optional<String> tag) {
        static Variant plain(FileName name) {
            return new Variant(name, name, ContentCoding.IDENTITY, Optional.empty());
        }

        boolean isOf(FileInfo opened) {
            return tag.isEmpty() || tag.get().equals(opened.etag());
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
        return sibling(plain.name(), coding)
                .map(name -> verified(plain, name, coding))
                .orElse(Future.succeededFuture(Optional.empty()))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.get())
                        : firstFound(plain, codings.subList(1, codings.size())));
    }

    /** Empty for a file that is missing, cannot be read, or is not verified in time; the verification continues. */
    private Future<Optional<Variant>> verified(FileInfo plain, FileName name, ContentCoding coding) {
        return store.stat(name)
                .compose(sibling -> SiblingCheck.of(vertx)
                        .verify(vertx.getOrCreateContext(), store, plain, sibling, coding)
                        .timeout(VERIFY_SECONDS, TimeUnit.SECONDS)
                        .map(equal -> equal
                                ? Optional.of(new Variant(plain.name(), name, coding, Optional.of(sibling.etag())))
                                : Optional.<Variant>empty()))
                .otherwise(Optional.empty());
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
