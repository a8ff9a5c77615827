package io.chunkgate.store.s3.client;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Translates failures of the bucket for clients, without the names of the server and the bucket. */
public final class S3Errors {
    private static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int PRECONDITION_FAILED = 412;
    private static final int INSUFFICIENT_STORAGE = 507;

    /** Error codes of servers whose disk is full, or whose account has used its quota. */
    private static final Set<String> FULL = Set.of(
            "InsufficientStorage",
            "InsufficientCapacity",
            "QuotaExceeded",
            "XMinioStorageFull",
            "StorageFull",
            "ServiceQuotaExceeded");

    private S3Errors() {}

    /** The failure for the client whose call made the request. Logs what the operator must know of it. */
    public static StoreException translate(Throwable cause) {
        Throwable found = unwrap(cause);
        if (found instanceof StoreException known) {
            return known;
        }
        if (found instanceof AwsServiceException reply && isFull(reply)) {
            return new StoreException(ErrorCode.RESOURCE_EXHAUSTED, "the store is full");
        }
        if (found instanceof RejectedExecutionException) {
            return unavailable(); // The store is being closed.
        }
        return S3Fault.of(found)
                .map(fault -> {
                    fault.log(S3Reason.of(found));
                    return unavailable();
                })
                .orElseGet(() -> Faults.internal(found));
    }

    /** Why a request failed, in one line for the operator. */
    public static String reason(Throwable cause) {
        return S3Reason.of(unwrap(cause));
    }

    /** Empty when neither the server nor the gateway's access to it is the cause. */
    static Optional<S3Fault> fault(Throwable cause) {
        return S3Fault.of(unwrap(cause));
    }

    /** The status of the response, or -1 without a response. */
    static int status(Throwable cause) {
        return unwrap(cause) instanceof AwsServiceException reply ? reply.statusCode() : -1;
    }

    static boolean isAbsent(Throwable cause) {
        return status(cause) == NOT_FOUND
                && !code((AwsServiceException) unwrap(cause)).equals("NoSuchBucket");
    }

    /** Whether the request itself was refused: also when what it names is gone, or shorter than a range. */
    public static boolean isClientError(Throwable cause) {
        return status(cause) / 100 == BAD_REQUEST / 100;
    }

    /** Whether the request itself is wrong, so that it fails again when it is repeated. */
    public static boolean isRefused(Throwable cause) {
        return status(cause) == BAD_REQUEST;
    }

    /** Whether the request was refused without a reason, as HEAD is. */
    static boolean isUnexplained(Throwable cause) {
        int status = status(cause);
        return status >= 300
                && status < 500
                && status != NOT_FOUND
                && status != PRECONDITION_FAILED
                && code((AwsServiceException) unwrap(cause)).isEmpty();
    }

    private static boolean isFull(AwsServiceException reply) {
        return reply.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code(reply));
    }

    private static StoreException unavailable() {
        return StoreException.temporary("the store cannot be reached; try again");
    }

    /** The error code, such as {@code NoSuchKey}; empty when the response has none, as to HEAD. */
    static String code(AwsServiceException reply) {
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
