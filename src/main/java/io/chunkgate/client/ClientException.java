package io.chunkgate.client;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A failed call, with a code of the gateway's error table. The message is one line for people. */
public final class ClientException extends RuntimeException {
    private static final Set<ErrorCode> TRANSIENT = EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);

    private final ErrorCode code;

    public ClientException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ClientException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns the failure itself, or UNAVAILABLE for anything that is not a {@code ClientException}. */
    public static ClientException of(Throwable cause) {
        return cause instanceof ClientException failure
                ? failure
                : new ClientException(ErrorCode.UNAVAILABLE, broken(describe(cause)), cause);
    }

    /** INTERNAL, for a failure to read or write a local file; it is not retried. */
    public static ClientException local(Throwable cause) {
        return new ClientException(ErrorCode.INTERNAL, describeLocal(cause), cause);
    }

    /** A future that failed with {@link #of}. */
    public static <T> Future<T> failed(Throwable cause) {
        return Future.failedFuture(of(cause));
    }

    /** Whether {@link #of} has this code. */
    public static boolean is(ErrorCode code, Throwable cause) {
        return of(cause).code == code;
    }

    /** A future that failed because the connection to the gateway could not be opened. */
    public static <T> Future<T> unreachable(GatewayUrl url, Throwable cause) {
        String address = url.uriHost() + ":" + url.port();
        String description = describe(cause);
        if (cause instanceof SSLException) { // Retrying does not help: the certificate stays untrusted.
            return Future.failedFuture(new ClientException(
                    ErrorCode.UNAUTHENTICATED, address + ": TLS: " + TlsFailure.describe(cause), cause));
        }
        String reason = cause instanceof UnknownHostException
                ? "unknown host"
                : description.contains("refused") ? "connection refused" : description;
        return Future.failedFuture(
                new ClientException(ErrorCode.UNAVAILABLE, address + " cannot be reached: " + reason, cause));
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether a retry may succeed: the connection broke, or the gateway is busy or unavailable. */
    public boolean isTransient() {
        return TRANSIENT.contains(code);
    }

    /** A description that does not depend on the transport. */
    private static String broken(String description) {
        if (description.contains("reset") || description.contains("Broken pipe")) {
            return "connection was reset";
        }
        return description.contains("closed") ? "connection was closed" : description;
    }

    /** Some exceptions have the file's name alone as their message. */
    private static String describeLocal(Throwable cause) {
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        return cause instanceof AccessDeniedException denied
                ? denied.getFile() + ": permission denied"
                : describe(cause);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
