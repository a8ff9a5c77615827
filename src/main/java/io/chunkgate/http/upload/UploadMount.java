package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.HttpMount;
import io.chunkgate.http.Clients;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Takes the requests that change files: all of {@code /uploads}, and what is no download below {@code /files/}. */
public final class UploadMount implements HttpMount {
    private static final Set<HttpMethod> CHANGES =
            Set.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.OPTIONS);

    @Override
    public boolean accepts(HttpServerRequest request) {
        String path = request.path();
        if (path == null) {
            return false;
        }
        return path.equals(UploadPath.ALL)
                || path.startsWith(UploadPath.PREFIX)
                || (path.startsWith(UploadRoutes.FILES) && CHANGES.contains(request.method()));
    }

    @Override
    public Handler<HttpServerRequest> handler(DoorContext context) {
        UploadRoutes open = UploadRoutes.of(context);
        return request -> open.as(admitted(context, request)).handle(request);
    }

    /** Asking what uploads can do is free, also because browsers ask without credentials. */
    private static DoorContext admitted(DoorContext context, HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS) ? context : Clients.admit(context, request);
    }
}
