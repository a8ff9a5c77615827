package io.chunkgate.store.s3.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Translates failures of the bucket for clients, without the names of the server and the bucket. */
public final class S3Errors {
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int INSUFFICIENT_STORAGE = 507;

    /** Error codes of servers whose disk is full, or whose account has used its quota. */
    private static final Set<String> FULL = Set.of(
            "InsufficientStorage",
            "InsufficientCapacity",
            "QuotaExceeded",
            "XMinioStorageFull",
            "StorageFull",
            "ServiceQuotaExceeded");

    private static final Set<String> TEMPORARY =
            Set.of("RequestTimeout", "SlowDown", "BadDigest", "RequestTimeTooSkewed");

    private S3Errors() {}

    /** The failure for the client whose call made the request. */
    public static StoreException translate(Throwable cause) {
        Throwable found = unwrap(cause);
        if (found instanceof StoreException known) {
            return known;
        }
        if (found instanceof AwsServiceException refusal) {
            return ofReply(refusal);
        }
        if (found instanceof SdkClientException || found instanceof RejectedExecutionException) {
            return unavailable();
        }
        return Faults.internal(found);
    }

    /** The status of the response, or -1 without a response. */
    static int status(Throwable cause) {
        return unwrap(cause) instanceof AwsServiceException reply ? reply.statusCode() : -1;
    }

    /** The first line of the message, for the operator. */
    static String reason(Throwable cause) {
        String text = String.valueOf(unwrap(cause).getMessage());
        return text.lines().findFirst().orElse(text);
    }

    static boolean isAbsent(Throwable cause) {
        return status(cause) == NOT_FOUND
                && !code((AwsServiceException) unwrap(cause)).equals("NoSuchBucket");
    }

    private static StoreException ofReply(AwsServiceException reply) {
        int status = reply.statusCode();
        if (status == INSUFFICIENT_STORAGE || FULL.contains(code(reply))) {
            return new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "the store is full");
        }
        if (status == 401 || status == 403) {
            return new StoreException(ErrorCode.PERMISSION_DENIED, "the gateway has no permission to access the store");
        }
        boolean isTemporary = TEMPORARY.contains(code(reply))
                || status == CONFLICT
                || status == TOO_MANY_REQUESTS
                || (status >= INTERNAL_SERVER_ERROR && status != NOT_IMPLEMENTED)
                || code(reply).equals("NoSuchBucket");
        return isTemporary ? unavailable() : Faults.internal(reply);
    }

    private static StoreException unavailable() {
        return new StoreException(ErrorCode.UNAVAILABLE, "the store cannot be reached; try again");
    }

    private static String code(AwsServiceException reply) {
        AwsErrorDetails details = reply.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static Throwable unwrap(Throwable cause) {
        Throwable inner = cause;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
