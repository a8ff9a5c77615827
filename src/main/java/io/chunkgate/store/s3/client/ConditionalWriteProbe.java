package io.chunkgate.store.s3.client;

import io.chunkgate.config.S3Config;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks, with a temporary object, that the server supports the conditional requests that this store needs: to create an
 * object once, and to replace only a known version.
 *
 * @param deletesIfMatch whether the server also supports conditional deletes, which are optional
 */
public record ConditionalWriteProbe(boolean deletesIfMatch) {
    private static final String OTHER_TAG = "\"00000000000000000000000000000000\"";

    /**
     * Fails with {@code FAILED_PRECONDITION}, naming the setting, when the server or bucket cannot be used, and with a temporary
     * failure when the server cannot be reached.
     */
    public static Future<ConditionalWriteProbe> run(Bucket bucket, S3Config config) {
        String key = FileName.OWN_FOLDER + "/probe/" + UUID.randomUUID();
        JsonObject json = new JsonObject();
        return bucket.create(key, json)
                .compose(etag -> require(etag.isPresent(), "did not create an object under a new key")
                        .compose(v -> bucket.create(key, json))
                        .compose(again -> require(again.isEmpty(), "does not honour If-None-Match: * of PUT"))
                        .compose(v -> replace(bucket, key, etag.orElseThrow())))
                .compose(v -> bucket.deleteIf(key, OTHER_TAG).recover(unsupported -> Future.succeededFuture()))
                .compose(v -> bucket.exists(key))
                .compose(exists -> bucket.delete(key).map(new ConditionalWriteProbe(exists)))
                .recover(cause ->
                        Future.failedFuture(cause instanceof StoreException ? cause : unusable(config, cause)));
    }

    /** A server that rejects its own tag in quotes may accept it without quotes. */
    private static Future<Void> replace(Bucket bucket, String key, String etag) {
        return replaceIf(bucket, key, etag).compose(replaced -> {
            if (replaced) {
                return Future.succeededFuture();
            }
            bucket.useUnquotedTags();
            return replaceIf(bucket, key, etag).compose(raw -> require(raw, "refuses an If-Match of PUT that matches"));
        });
    }

    private static Future<Boolean> replaceIf(Bucket bucket, String key, String etag) {
        return bucket.replace(key, new JsonObject(), OTHER_TAG)
                .compose(wrong -> require(wrong.isEmpty(), "does not honour If-Match of PUT"))
                .compose(v -> bucket.replace(key, new JsonObject(), etag))
                .map(Optional::isPresent);
    }

    private static Future<Void> require(boolean holds, String otherwise) {
        return holds
                ? Future.succeededFuture()
                : Future.failedFuture(new StoreException(
                        ErrorCode.FAILED_PRECONDITION,
                        "s3.endpoint: the server " + otherwise
                                + " (expected: a server with conditional PUT requests)"));
    }

    private static StoreException unusable(S3Config config, Throwable cause) {
        String server = config.endpoint().isEmpty() ? "Amazon's in " + config.region() : config.endpoint();
        String reason = S3Errors.reason(cause);
        Optional<S3Fault> fault = S3Errors.fault(cause);
        if (fault.filter(S3Fault::isTemporary).isPresent()) {
            return StoreException.temporary("the S3 server at " + server + ": " + reason);
        }
        return new StoreException(
                ErrorCode.FAILED_PRECONDITION,
                "s3: cannot write to the bucket '" + config.bucket() + "' at " + server + ": " + reason
                        + fault.map(known -> " (expected: " + known.expected() + ")")
                                .orElse(""));
    }
}
