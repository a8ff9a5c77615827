package io.chunkgate.http.admin;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.server.ServerContext;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Shows the cluster as JSON to whoever may list the root: its nodes, their doors, and what runs on them. */
public record ClusterHandler(ServerContext context) {
    /** @throws io.chunkgate.store.StoreException for a client that is not admitted */
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (context.cluster().isEmpty()) {
            Problem.notFound("path: this gateway is no part of a cluster (expected: serve --cluster)")
                    .send(request);
        } else {
            show(request, context.cluster().get());
        }
    }

    private void show(HttpServerRequest request, Cluster cluster) {
        AdminAccess.require(context, request)
                .compose(allowed -> cluster.describe())
                .onSuccess(found -> send(request, found))
                .onFailure(cause ->
                        Problem.ofRead(Failures.toStoreException(cause)).send(request));
    }

    private static void send(HttpServerRequest request, JsonObject found) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(found.encodePrettily() + "\n");
    }
}
