package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.Bucket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The layout of the objects in a bucket, of which there was an earlier one with manifests and blocks. */
public final class Layout {
    private static final int FORMAT = 2;
    private static final String EARLIER_FILES = "files/";
    private static final long MOST_MANIFEST_BYTES = 4 * 1024 * 1024;

    private Layout() {}

    /** Marks a bucket as of this layout. Fails with {@code FAILED_PRECONDITION} when it has files of the earlier one. */
    public static Future<Void> require(Bucket bucket) {
        return bucket.exists(Keys.FORMAT)
                .compose(exists -> exists ? Future.succeededFuture() : requireNotEarlier(bucket));
    }

    private static Future<Void> requireNotEarlier(Bucket bucket) {
        return bucket.list(EARLIER_FILES, false, "", Optional.empty(), 1)
                .compose(page -> page.objects().stream()
                        .filter(object -> object.size() <= MOST_MANIFEST_BYTES)
                        .findFirst()
                        .map(object -> isManifest(bucket, object.key()))
                        .orElse(Future.succeededFuture(false)))
                .compose(isEarlier -> isEarlier
                        ? Future.failedFuture(new StoreException(
                                ErrorCode.FAILED_PRECONDITION,
                                "s3.prefix: the bucket has files in the blocks of an earlier version of the gateway"
                                        + " (expected: ordinary objects, or an empty prefix)"))
                        : bucket.create(Keys.FORMAT, new JsonObject().put("format", FORMAT))
                                .mapEmpty());
    }

    private static Future<Boolean> isManifest(Bucket bucket, String key) {
        return bucket.find(key)
                .map(found -> found.map(Bucket.JsonVersion::json)
                        .filter(json -> json.containsKey("format")
                                && (json.containsKey("blocks") || json.containsKey("deleted")))
                        .isPresent())
                .otherwise(false); // It is no JSON.
    }
}
