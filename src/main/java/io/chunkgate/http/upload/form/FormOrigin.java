package io.chunkgate.http.upload.form;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.FieldLists;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page that sends a form. A browser sends the form of any page to any server without a preflight request, with the
 * credentials that it has for the server, so that forms of other sites are refused unless CORS allows the site.
 */
final class FormOrigin {
    private FormOrigin() {}

    /**
     * @param allowed {@code http.cors}
     * @throws ProblemException (403) for a form of another site
     */
    static void require(HttpServerRequest request, String allowed) {
        String origin = request.getHeader("Origin"); // Every browser sends it with a POST.
        List<String> origins = FieldLists.members(allowed);
        if (origin == null || origins.contains(origin) || origins.contains("*") || isOwn(request, origin)) {
            return;
        }
        throw new ProblemException(new Problem(
                403,
                ErrorCode.PERMISSION_DENIED,
                "Origin: '" + origin + "' (expected: a page of this server, or an origin in http.cors)"));
    }

    /** Compares the hosts alone: a proxy in front may have changed the scheme. */
    private static boolean isOwn(HttpServerRequest request, String origin) {
        @Nullable HostAndPort host = request.authority();
        String authority = origin.substring(origin.indexOf("://") < 0 ? 0 : origin.indexOf("://") + "://".length());
        return "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                || (host != null && host.toString().equalsIgnoreCase(authority));
    }
}
