package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcHeaderNames;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code grpc-timeout}. Vert.x 5.0.7 takes one of less than a millisecond, and one that it cannot parse, for none. */
final class GrpcTimeout {
    /** The specification allows 8 digits; clients for browsers send more. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([HMSmun])");

    private GrpcTimeout() {}

    /**
     * The time that the client gives the call, in milliseconds, if it limits it.
     *
     * @throws StoreException {@code INVALID_ARGUMENT} for a malformed header; {@code DEADLINE_EXCEEDED} for a time of less than
     *     a millisecond, which has passed before a call is served
     */
    static OptionalLong millis(HttpServerRequest request) {
        String header = request.getHeader(GrpcHeaderNames.GRPC_TIMEOUT);
        if (header == null) {
            return OptionalLong.empty();
        }
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT,
                    "grpc-timeout",
                    "'" + header + "'",
                    "1 to 8 digits and a unit, one of H M S m u n");
        }
        long millis = unit(form.group(2)).toMillis(Long.parseLong(form.group(1)));
        if (millis == 0) {
            throw StoreException.unexpected(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "grpc-timeout",
                    header,
                    "at least 1 ms; it passed before the call began");
        }
        return OptionalLong.of(millis);
    }

    private static TimeUnit unit(String letter) {
        return switch (letter) {
            case "H" -> TimeUnit.HOURS;
            case "M" -> TimeUnit.MINUTES;
            case "S" -> TimeUnit.SECONDS;
            case "m" -> TimeUnit.MILLISECONDS;
            case "u" -> TimeUnit.MICROSECONDS;
            default -> TimeUnit.NANOSECONDS;
        };
    }
}
