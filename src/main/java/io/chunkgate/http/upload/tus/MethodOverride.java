package io.chunkgate.http.upload.tus;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/** X-HTTP-Method-Override of tus: for clients whose surroundings let no PATCH or DELETE through. */
public final class MethodOverride {
    private static final Set<HttpMethod> ALLOWED = Set.of(HttpMethod.PATCH, HttpMethod.DELETE, HttpMethod.HEAD);

    private MethodOverride() {}

    /**
     * The method that the client means. Only a POST can stand for another, so that nothing that looks safe to a proxy
     * changes anything.
     */
    public static HttpMethod of(HttpServerRequest request) {
        String override = request.getHeader("X-HTTP-Method-Override");
        if (override == null || !request.method().equals(HttpMethod.POST)) {
            return request.method();
        }
        HttpMethod meant = HttpMethod.valueOf(override.trim().toUpperCase(Locale.ROOT));
        return ALLOWED.contains(meant) ? meant : request.method();
    }
}
