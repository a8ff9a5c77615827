package io.chunkgate.store.s3.client;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.follow.UploadLimits;
import java.time.Duration;

/**
 * The settings of the store.
 *
 * @param expireAfter how long an upload without writes exists, and how long a finished upload is known
 * @param maxOpen     unfinished uploads at the same time
 * @param maxOpenPerClient of these, of one client; 0 for no limit
 * @param idleAfter   an upload without a writer is idle when it was not written for this long
 * @param digest      whether the SHA-256 is computed although no client requests it
 * @param maxFileSize in bytes
 */
public record S3Settings(
        Duration expireAfter, int maxOpen, int maxOpenPerClient, Duration idleAfter, boolean digest, long maxFileSize)
        implements UploadLimits {
    public static S3Settings of(GatewayConfig config) {
        return new S3Settings(
                Duration.ofMillis(config.uploads().expireAfterMs()),
                config.uploads().maxOpen(),
                config.limits().maxOpenUploadsPerPrincipal(),
                Duration.ofMillis(config.uploads().idleAfterMs()),
                config.uploads().digest(),
                Math.min(PartSizes.MOST_FILE_BYTES, config.limits().maxFileSize()));
    }

    public S3Settings withExpireAfter(Duration expireAfter) {
        return new S3Settings(expireAfter, maxOpen, maxOpenPerClient, idleAfter, digest, maxFileSize);
    }
}
