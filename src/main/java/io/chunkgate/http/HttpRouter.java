package io.chunkgate.http;

import io.chunkgate.http.admin.ClusterHandler;
import io.chunkgate.http.admin.HealthHandler;
import io.chunkgate.http.admin.MetricsHandler;
import io.chunkgate.http.admin.TransfersHandler;
import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.Redirect;
import io.chunkgate.http.exchange.UnexpectedBody;
import io.chunkgate.server.RouteProvider;
import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.Failures;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.ServiceLoader;

/** Finds who answers a request: a mount by its content type, else a part of this door by the path. */
final class HttpRouter implements Handler<HttpServerRequest> {
    private static final String FILES = "/files/";
    private static final String HEALTH = "/health/";
    private static final String CLUSTER = "/cluster";
    private static final String METRICS = "/metrics";
    private static final String TRANSFERS = "/transfers";

    private record Mounted(RouteProvider mount, Handler<HttpServerRequest> handler) {}

    private final List<Mounted> mounts;
    private final ServerContext context;
    private final FilesHandler files;
    private final HealthHandler health = new HealthHandler();
    private final ClusterHandler cluster;
    private final MetricsHandler metrics;
    private final TransfersHandler transfers;
    private final Cors cors;

    HttpRouter(ServerContext context) {
        mounts = ServiceLoader.load(RouteProvider.class, RouteProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .map(mount -> new Mounted(mount, mount.handler(context)))
                .toList();
        this.context = context;
        files = new FilesHandler(context);
        cluster = new ClusterHandler(context);
        metrics = new MetricsHandler(context);
        transfers = new TransfersHandler(context);
        cors = new Cors(context.config().http().cors());
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            route(request);
        } catch (RuntimeException e) {
            Problem.ofRead(Failures.toStoreException(e)).send(request);
        }
    }

    private void route(HttpServerRequest request) {
        if (UnexpectedBody.refuses(request) || cors.responses(request)) {
            return;
        }
        for (Mounted mounted : mounts) {
            if (mounted.mount().accepts(request)) {
                mounted.handler().handle(request);
                return;
            }
        }
        String path = request.path();
        if (path != null && path.startsWith(FILES)) {
            filesFor(request).handle(request, path.substring(FILES.length()));
        } else if (path != null && path.startsWith(HEALTH)) {
            health.handle(request, path.substring(HEALTH.length()));
        } else if (CLUSTER.equals(path)) {
            cluster.handle(request);
        } else if (METRICS.equals(path)) {
            metrics.handle(request);
        } else if (TRANSFERS.equals(path)) {
            transfers.handle(request);
        } else if ("/".equals(path) || "/files".equals(path)) {
            Redirect.temporary("files/").send(request);
        } else {
            Problem.notFound("path: nothing is served here (expected: " + FILES + "{name})")
                    .send(request);
        }
    }

    private FilesHandler filesFor(HttpServerRequest request) {
        ServerContext client = ClientAuthenticator.admit(context, request);
        return client.equals(context) ? files : new FilesHandler(client);
    }
}
