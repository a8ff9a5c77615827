package io.chunkgate.http;

import io.chunkgate.http.admin.ClusterHandler;
import io.chunkgate.http.admin.HealthHandler;
import io.chunkgate.http.admin.MetricsHandler;
import io.chunkgate.http.admin.TransfersHandler;
import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.FolderRedirect;
import io.chunkgate.http.exchange.HostField;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.TransferCoding;
import io.chunkgate.http.exchange.UnexpectedBody;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.server.AllowedHosts;
import io.chunkgate.server.RouteProvider;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.HeaderListSize;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Routes a request to the first route provider that accepts it, else by its path. */
final class HttpRouter implements Handler<HttpServerRequest> {
    private static final String FILES = "/files/";
    private static final String HEALTH = "/health/";
    private static final String CLUSTER = "/cluster";
    private static final String METRICS = "/metrics";
    private static final String TRANSFERS = "/transfers";
    private static final String READS = "GET, HEAD";
    private static final int MISDIRECTED = 421; // RFC 9110, section 15.5.20

    private record Route(RouteProvider provider, Handler<HttpServerRequest> handler) {}

    private final List<Route> routes;
    private final ServerContext context;
    private final ClusterHandler cluster;
    private final HealthHandler health;
    private final MetricsHandler metrics;
    private final TransfersHandler transfers;
    private final Cors cors;
    private final AllowedHosts hosts;

    HttpRouter(ServerContext context) {
        routes = ServiceLoader.load(RouteProvider.class, RouteProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .map(provider -> new Route(provider, provider.handler(context)))
                .toList();
        this.context = context;
        cluster = new ClusterHandler(context);
        health = new HealthHandler(context.health());
        metrics = new MetricsHandler(context);
        transfers = new TransfersHandler(context);
        cors = new Cors(context.config().http());
        hosts = AllowedHosts.of(context);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response().putHeader("Date", HttpDates.format(Instant.now()));
        try {
            route(request);
        } catch (RuntimeException e) {
            Problem.ofRead(e).send(request);
        }
    }

    private void route(HttpServerRequest request) {
        Optional<String> violation =
                HeaderListSize.violation(request, context.config().http().maxHeaderSize());
        if (violation.isPresent()) {
            Problem.headerTooLarge(violation.get()).send(request);
            return;
        }
        if (HostField.refuses(request)
                || refusesHost(request)
                || TransferCoding.refuses(request)
                || UnexpectedBody.refuses(request)
                || cors.handle(request)) {
            return;
        }
        for (Route route : routes) {
            if (route.provider().accepts(request)) {
                route.handler().handle(request);
                return;
            }
        }
        String path = request.path();
        if (path != null && path.startsWith(FILES)) {
            FileRoutes.handle(request, ClientAuthenticator.admit(context, request), path.substring(FILES.length()));
        } else if (path != null && path.startsWith(HEALTH)) {
            health.handle(request, path.substring(HEALTH.length()));
        } else if (CLUSTER.equals(path)) {
            cluster.handle(request);
        } else if (METRICS.equals(path)) {
            metrics.handle(request);
        } else if (TRANSFERS.equals(path)) {
            transfers.handle(request);
        } else if ("/".equals(path) || "/files".equals(path)) {
            redirectToFiles(request);
        } else {
            Problem.notFound("path: '" + path + "' (expected: " + FILES + "{name})")
                    .send(request);
        }
    }

    private boolean refusesHost(HttpServerRequest request) {
        Optional<String> violation = hosts.violation(request);
        violation.ifPresent(detail -> new Problem(MISDIRECTED, ErrorCode.PERMISSION_DENIED, detail).send(request));
        return violation.isPresent();
    }

    private static void redirectToFiles(HttpServerRequest request) {
        if (Preconditions.isRead(request.method())) {
            FolderRedirect.send(request, 302, "files/");
        } else {
            Problem.sendNotAllowed(request, READS);
        }
    }
}
