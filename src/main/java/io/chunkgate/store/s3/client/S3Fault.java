package io.chunkgate.store.s3.client;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A fault of the S3 server, or of the gateway's access to it. A client can only try again; the operator can remove it. */
enum S3Fault {
    CREDENTIALS(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws or a role of the machine, with permission to read, write,"
                    + " list and delete in the bucket"),
    CLOCK("a clock that is set by NTP"),
    REGION("s3.region and s3.endpoint of the bucket"),
    BUCKET("the name of a bucket that exists in s3.bucket"),
    UNREACHABLE("a server that responds at s3.endpoint");

    private static final Logger LOG = LoggerFactory.getLogger(S3Fault.class);
    private static final int NOT_IMPLEMENTED = 501;

    private static final Map<String, S3Fault> BY_CODE = Map.ofEntries(
            Map.entry("AccessDenied", CREDENTIALS),
            Map.entry("ExpiredToken", CREDENTIALS),
            Map.entry("InvalidAccessKeyId", CREDENTIALS),
            Map.entry("InvalidToken", CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", CREDENTIALS),
            Map.entry("RequestTimeTooSkewed", CLOCK),
            Map.entry("AuthorizationHeaderMalformed", REGION),
            Map.entry("IllegalLocationConstraintException", REGION),
            Map.entry("PermanentRedirect", REGION),
            Map.entry("TemporaryRedirect", REGION),
            Map.entry("NoSuchBucket", BUCKET),
            Map.entry("BadDigest", UNREACHABLE),
            Map.entry("RequestTimeout", UNREACHABLE),
            Map.entry("SlowDown", UNREACHABLE));

    private final String expected;

    S3Fault(String expected) {
        this.expected = expected;
    }

    /** Empty for other failures, such as a refusal that depends on the request. */
    static Optional<S3Fault> of(Throwable cause) {
        if (cause instanceof AwsServiceException reply) {
            return Optional.ofNullable(BY_CODE.get(S3Errors.code(reply)))
                    .or(() -> byRegion(reply))
                    .or(() -> byStatus(reply.statusCode()));
        }
        if (S3Reason.isWithoutCredentials(cause)) {
            return Optional.of(CREDENTIALS);
        }
        return cause instanceof SdkClientException || cause instanceof IOException
                ? Optional.of(UNREACHABLE)
                : Optional.empty();
    }

    private static Optional<S3Fault> byRegion(AwsServiceException reply) {
        boolean namesRegion = S3Errors.code(reply).equals("InvalidRequest")
                && S3Reason.of(reply).toLowerCase(Locale.ROOT).contains("region");
        return namesRegion ? Optional.of(REGION) : Optional.empty();
    }

    private static Optional<S3Fault> byStatus(int status) {
        return switch (status) {
            case 301, 307 -> Optional.of(REGION);
            case 401, 403 -> Optional.of(CREDENTIALS);
            case 409, 429 -> Optional.of(UNREACHABLE);
            default -> status >= 500 && status != NOT_IMPLEMENTED ? Optional.of(UNREACHABLE) : Optional.empty();
        };
    }

    /** Whether it may end without the operator. */
    boolean isTemporary() {
        return this == CLOCK || this == UNREACHABLE;
    }

    /** What the operator can provide. */
    String expected() {
        return expected;
    }

    /** The format of each is a kind of its own for the limit of repeated lines. */
    void log(String reason) {
        switch (this) {
            case CREDENTIALS ->
                LOG.error(
                        "The gateway has no valid credentials for the S3 server: {} (expected: {})", reason, expected);
            case CLOCK ->
                LOG.error(
                        "The clock of this machine differs from the S3 server's by more than 15 minutes: {} (expected: {})",
                        reason,
                        expected);
            case REGION ->
                LOG.error(
                        "The bucket is in another region or at another endpoint: {} (expected: {})", reason, expected);
            case BUCKET -> LOG.error("The S3 server has no such bucket: {} (expected: {})", reason, expected);
            case UNREACHABLE -> LOG.warn("The S3 server cannot be reached: {} (expected: {})", reason, expected);
        }
    }
}
