package io.chunkgate.http;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Shows the cluster as JSON: its nodes, their doors, and what runs on them. */
record ClusterHandler(Optional<Cluster> cluster) {
    void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (cluster.isEmpty()) {
            Problem.notFound("path: this gateway is no part of a cluster (expected: serve --cluster)")
                    .send(request);
        } else {
            cluster.get().describe().onSuccess(found -> send(request, found)).onFailure(cause -> Problem.ofRead(
                            Failures.toStoreException(cause))
                    .send(request));
        }
    }

    private static void send(HttpServerRequest request, JsonObject found) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(found.encodePrettily() + "\n");
    }
}
