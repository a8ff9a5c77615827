package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FreeName;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.ObjectVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published files: ordinary objects, by whomever they were put. The entity tag of a file is that of its object. The digest
 * is in the object's metadata, or, if it was not known when these had to be set, in an object of its own.
 */
public final class FileObjects {
    private static final String SHA256 = "chunkgate-sha256";
    private static final int MOST_KEY_BYTES = 1024;
    /** Enough to see a name, and a folder of that name unless many names begin with it. */
    private static final int FEW_KEYS = 10;

    private final Bucket bucket;

    public FileObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * A published file.
     *
     * @param token of the gateway's change that published it; empty for another writer's file
     */
    public record Version(FileInfo file, ObjectVersion object, Optional<String> token) {
        /** Whether the change with this token published it. */
        public boolean isOf(String change) {
            return token.equals(Optional.of(change));
        }

        private Version withSha256(Optional<String> sha256) {
            return new Version(file.withSha256(sha256), object, token);
        }
    }

    /** The metadata of a file that a gateway publishes. */
    public static Map<String, String> metadata(String token, Optional<String> sha256) {
        return sha256.map(digest -> Map.of(Bucket.TOKEN, token, SHA256, digest))
                .orElseGet(() -> Map.of(Bucket.TOKEN, token));
    }

    /** The current version, with a digest only if its metadata has it; empty when there is none. */
    public Future<Optional<Version>> find(FileName name) {
        String key = Keys.file(name);
        return bucket.head(key)
                .map(found -> found.map(head -> {
                    Optional<String> sha256 =
                            Optional.ofNullable(head.metadata().get(SHA256));
                    return new Version(
                            new FileInfo(name, head.size(), head.modified(), head.etag(), sha256),
                            new ObjectVersion(key, head.etag(), head.version()),
                            head.token());
                }));
    }

    /** The current version, with its digest if that is known. Fails with {@code NOT_FOUND} when there is none. */
    public Future<Version> get(FileName name) {
        return find(name).compose(found -> {
            if (found.isEmpty()) { // Or there is no bucket; a client would take its copy for a deleted file.
                return bucket.requireAccess().compose(v -> Future.failedFuture(StoreErrors.fileNotFound(name)));
            }
            Version version = found.get();
            return version.file().sha256().isPresent()
                    ? Future.succeededFuture(version)
                    : digest(version.file()).map(version::withSha256);
        });
    }

    private Future<Optional<String>> digest(FileInfo file) {
        return bucket.find(Keys.digest(file.name())).map(found -> found.map(Bucket.JsonVersion::json)
                .filter(json -> file.etag().equals(json.getString("etag")))
                .map(json -> json.getString("sha256")));
    }

    /** Stores the digest of a version if it is known and not stored yet; see {@link #storeDigest}. */
    public Future<FileInfo> withDigest(FileInfo file, Optional<String> sha256) {
        return file.sha256().isPresent() || sha256.isEmpty()
                ? Future.succeededFuture(file)
                : storeDigest(file, sha256.get());
    }

    /** Stores the digest of a version; it is ignored when the file is replaced. Returns the info with it. */
    public Future<FileInfo> storeDigest(FileInfo file, String sha256) {
        JsonObject json = new JsonObject().put("etag", file.etag()).put("sha256", sha256);
        return bucket.put(Keys.digest(file.name()), json).map(file.withSha256(Optional.of(sha256)));
    }

    /**
     * The published file of a name that a file may have; empty when there is none. Fails with {@code FAILED_PRECONDITION} when the
     * name is that of a folder or lies below a file, and with {@code INVALID_ARGUMENT} when it is too long for a key.
     */
    public Future<Optional<FileInfo>> requireUsable(FileName name) {
        requireFits(name);
        String key = Keys.file(name);
        return bucket.list(key, false, "", Optional.empty(), FEW_KEYS).compose(page -> {
            Optional<FileInfo> file = page.objects().stream()
                    .filter(object -> object.key().equals(key))
                    .map(object ->
                            new FileInfo(name, object.size(), object.modified(), object.etag(), Optional.empty()))
                    .findFirst();
            if (file.isPresent()) {
                return Future.succeededFuture(file);
            }
            boolean isFolder =
                    page.objects().stream().anyMatch(object -> object.key().startsWith(key + "/"));
            return requireNothingInTheWay(name, isFolder, page.next().isPresent())
                    .map(file);
        });
    }

    /** Fails with {@code INVALID_ARGUMENT} when a name is too long for a key. */
    public void requireFits(FileName name) {
        requireFits(Keys.file(name));
    }

    /** As {@link #requireFits(FileName)}, for the marker of a folder. */
    public void requireFits(FolderName folder) {
        requireFits(Keys.marker(folder));
    }

    private void requireFits(String key) {
        int most = MOST_KEY_BYTES - bucket.prefixBytes();
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "bytes of the name's key", bytes, "at most " + most);
        }
    }

    private Future<Void> requireNothingInTheWay(FileName name, boolean isFolder, boolean hasMore) {
        List<Future<Boolean>> inTheWay = new ArrayList<>();
        inTheWay.add(isFolder || !hasMore ? Future.succeededFuture(isFolder) : isFolder(FolderName.of(name)));
        for (int slash = name.value().indexOf('/');
                slash >= 0;
                slash = name.value().indexOf('/', slash + 1)) {
            FileName above = FileName.of(name.value().substring(0, slash));
            inTheWay.add(bucket.exists(Keys.file(above)));
        }
        return Future.all(inTheWay)
                .compose(all -> all.<Boolean>list().contains(true)
                        ? Future.failedFuture(StoreException.unexpected(
                                ErrorCode.FAILED_PRECONDITION,
                                "name",
                                "'" + name + "'",
                                "neither a folder's name nor below a file"))
                        : Future.succeededFuture());
    }

    public Future<Boolean> isFolder(FolderName folder) {
        return bucket.list(Keys.folder(folder), false, "", Optional.empty(), 1)
                .map(page -> !page.objects().isEmpty());
    }

    /** A name that no file and no folder has now. */
    public Future<FileName> freeName(FileName wanted) {
        return freeName(FreeName.of(wanted));
    }

    private Future<FileName> freeName(FreeName search) {
        FileName name = search.candidate();
        if (search.isFound()) {
            return Future.succeededFuture(name);
        }
        Future<Boolean> isFile = bucket.exists(Keys.file(name));
        return isFile.compose(taken -> taken ? isFile : isFolder(FolderName.of(name)))
                .compose(taken -> freeName(search.after(taken)));
    }
}
