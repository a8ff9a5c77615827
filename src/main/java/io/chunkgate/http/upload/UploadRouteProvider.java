package io.chunkgate.http.upload;

import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.server.RouteProvider;
import io.chunkgate.server.ServerContext;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Routes requests that change files: all of {@code /uploads}, and all but GET and HEAD below {@code /files/}. */
public final class UploadRouteProvider implements RouteProvider {
    private static final Set<HttpMethod> CHANGES = Set.of(
            HttpMethod.PUT,
            HttpMethod.POST,
            HttpMethod.DELETE,
            HttpMethod.COPY,
            HttpMethod.MOVE,
            HttpMethod.MKCOL,
            HttpMethod.OPTIONS);

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
    public Handler<HttpServerRequest> handler(ServerContext context) {
        return new UploadRoutes(context);
    }
}
