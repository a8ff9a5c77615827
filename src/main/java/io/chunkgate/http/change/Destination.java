package io.chunkgate.http.change;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The target of a move or copy: the header Destination (RFC 4918, section 10.3). */
final class Destination {
    private static final String HEADER = "Destination";
    private static final Pattern FORM = Pattern.compile("(?:https?://(?<authority>[^/?#]*))?(?<path>/[^?#]*)");
    private static final int BAD_GATEWAY = 502;

    private Destination() {}

    /**
     * The name that the header stands for.
     *
     * @throws BadHeaderException without the header, and for what is no URL or absolute path
     * @throws ProblemException   502 for another server, 403 for a path outside of the namespace
     * @throws io.chunkgate.store.StoreException for a name that no file can have
     */
    static FileName of(HttpServerRequest request, Namespace namespace) {
        @Nullable String value = HeaderValues.single(request.headers(), HEADER);
        Matcher parts = FORM.matcher(value == null ? "" : value);
        if (value == null || !parts.matches()) {
            throw new BadHeaderException(
                    HEADER, String.valueOf(value), "the URL of the target, or its path, without a query");
        }
        @Nullable String authority = parts.group("authority");
        if (authority != null && !authority.equalsIgnoreCase(String.valueOf(request.authority()))) {
            throw refusal(BAD_GATEWAY, value, "on this server, " + request.authority());
        }
        String prefix = BasePath.of(request, namespace.prefix());
        String path = parts.group("path");
        if (!path.startsWith(prefix)) {
            throw refusal(403, value, "below " + prefix);
        }
        return FileName.of(RequestPath.decodeEntry(path.substring(prefix.length())));
    }

    private static ProblemException refusal(int status, String value, String expected) {
        return new ProblemException(new Problem(
                status, ErrorCode.INVALID_ARGUMENT, HEADER + ": '" + value + "' (expected: " + expected + ")"));
    }
}
