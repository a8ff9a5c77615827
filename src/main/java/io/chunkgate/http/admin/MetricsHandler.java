package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.metrics.Metrics;
import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.Failures;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Shows the gateway's figures to Prometheus: to everybody where the configuration says so, else as {@link AdminAccess}. */
public final class MetricsHandler {
    private final ServerContext context;
    private final Optional<Metrics> metrics;

    public MetricsHandler(ServerContext context) {
        this.context = context;
        this.metrics = context.config().metrics().enabled() ? Optional.of(Metrics.of(context)) : Optional.empty();
    }

    /** @throws io.chunkgate.store.StoreException for a client that is not admitted */
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (metrics.isEmpty()) {
            Problem.notFound("path: there are no figures (expected: metrics.enabled = true)")
                    .send(request);
        } else {
            show(request, metrics.get());
        }
    }

    private void show(HttpServerRequest request, Metrics shown) {
        Future<?> allowed =
                context.config().metrics().open() ? Future.succeededFuture() : AdminAccess.require(context, request);
        allowed.compose(v -> shown.scrape(context, request.getHeader(HttpHeaders.ACCEPT)))
                .onSuccess(page -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(page.body()))
                .onFailure(cause ->
                        Problem.ofRead(Failures.toStoreException(cause)).send(request));
    }
}
