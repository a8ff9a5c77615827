package io.chunkgate.store.s3.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Why a request failed, in one line for the operator: the SDK's own messages have advice instead of the cause. */
final class S3Reason {
    private static final int MAX_DEPTH = 20;

    private S3Reason() {}

    /** Such as {@code connection refused}, or {@code 403 AccessDenied: the server's own words}. */
    static String of(Throwable cause) {
        if (cause instanceof AwsServiceException reply) {
            return ofReply(reply);
        }
        if (isWithoutCredentials(cause)) {
            return "none were found";
        }
        List<Throwable> chain = chain(cause);
        return chain.stream()
                .flatMap(error -> ofNetwork(error).stream())
                .findFirst()
                .orElseGet(() -> firstLine(chain.get(0)));
    }

    /** The SDK has no type for it. */
    static boolean isWithoutCredentials(Throwable cause) {
        return cause instanceof SdkClientException && firstLine(cause).startsWith("Unable to load credentials");
    }

    private static String ofReply(AwsServiceException reply) {
        @Nullable AwsErrorDetails details = reply.awsErrorDetails();
        String status = String.valueOf(reply.statusCode());
        String code = S3Errors.code(reply);
        String named = code.isEmpty() || code.equals(status) ? status : status + " " + code;
        return details == null || details.errorMessage() == null ? named : named + ": " + details.errorMessage();
    }

    private static Optional<String> ofNetwork(Throwable error) {
        if (isTimeoutForConnection(error)) {
            return Optional.of("timed out; no connection could be made, or all are in use");
        }
        if (isTimeout(error)) {
            return Optional.of("timed out");
        }
        if (error instanceof ConnectException) {
            return Optional.of("connection refused");
        }
        if (error instanceof UnknownHostException) {
            return Optional.of("unknown host");
        }
        if (error instanceof NoRouteToHostException) {
            return Optional.of("no route to host");
        }
        if (error instanceof SSLException) {
            return Optional.of("TLS failure: " + firstLine(error));
        }
        return error instanceof ClosedChannelException ? Optional.of("connection closed") : Optional.empty();
    }

    /** The SDK has no type for it either. */
    private static boolean isTimeoutForConnection(Throwable error) {
        return firstLine(error).startsWith("Acquire operation took longer");
    }

    private static boolean isTimeout(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof ApiCallTimeoutException
                || error instanceof ApiCallAttemptTimeoutException
                || (error instanceof IOException
                        && firstLine(error).toLowerCase(Locale.ROOT).contains("timed out"));
    }

    /** The error and its causes, the innermost first, since the outer ones are of libraries. */
    private static List<Throwable> chain(Throwable outermost) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable error = outermost; error != null && chain.size() < MAX_DEPTH; error = error.getCause()) {
            chain.add(0, error);
        }
        return chain;
    }

    private static String firstLine(Throwable error) {
        String text = error.getMessage() == null ? error.toString() : error.getMessage();
        return text.lines().findFirst().orElse(text);
    }
}
