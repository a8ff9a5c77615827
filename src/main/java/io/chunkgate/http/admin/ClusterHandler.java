package io.chunkgate.http.admin;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.http.exchange.JsonResponse;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.server.ServerContext;
import io.vertx.core.http.HttpServerRequest;

/** {@code GET /cluster}: the nodes of the cluster, their listeners and running transfers, as JSON. */
public record ClusterHandler(ServerContext context) {
    /** @throws io.chunkgate.store.StoreException for a client that is not admitted */
    public void handle(HttpServerRequest request) {
        if (!Preconditions.isRead(request.method())) {
            Problem.sendNotAllowed(request, "GET, HEAD");
        } else if (context.cluster().isEmpty()) {
            Problem.notFound("cluster: this gateway is not part of one (expected: serve --cluster)")
                    .send(request);
        } else {
            show(request, context.cluster().get());
        }
    }

    private void show(HttpServerRequest request, Cluster cluster) {
        AdminAccess.require(ClientAuthenticator.admit(context, request))
                .compose(allowed -> cluster.describe())
                .onSuccess(description -> JsonResponse.send(request, description))
                .onFailure(cause -> Problem.ofRead(cause).send(request));
    }
}
