package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.metrics.Metrics;
import io.chunkgate.server.ServerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** {@code GET /metrics}: for every client if {@code metrics.open} is set, else as {@link AdminAccess} allows. */
public final class MetricsHandler {
    private final ServerContext context;
    private final Optional<Metrics> metrics;

    public MetricsHandler(ServerContext context) {
        this.context = context;
        this.metrics = context.config().metrics().enabled() ? Optional.of(Metrics.of(context)) : Optional.empty();
    }

    /** @throws io.chunkgate.store.StoreException for a client that is not admitted */
    public void handle(HttpServerRequest request) {
        if (!Preconditions.isRead(request.method())) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (metrics.isEmpty()) {
            Problem.notFound("metrics: disabled (expected: metrics.enabled = true)")
                    .send(request);
        } else {
            show(request, metrics.get());
        }
    }

    private void show(HttpServerRequest request, Metrics registered) {
        Future<?> allowed = context.config().metrics().open()
                ? Future.succeededFuture()
                : AdminAccess.require(ClientAuthenticator.admit(context, request));
        allowed.compose(v -> registered.scrape(context, request.getHeader(HttpHeaders.ACCEPT)))
                .onSuccess(page -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(page.body()))
                .onFailure(cause -> Problem.ofRead(cause).send(request));
    }
}
